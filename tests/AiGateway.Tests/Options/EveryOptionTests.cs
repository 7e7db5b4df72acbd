using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Exchanges;
using AiGateway.Tests.Configuration;

namespace AiGateway.Tests.Options;

/// <summary>No option and no header without an effect that a test shows, and none in the schema or the manual that is not there.</summary>
public sealed class EveryOptionTests
{
    [Fact]
    public void Every_option_and_every_header_has_a_test_that_shows_its_effect()
    {
        var subjects = OptionPaths.All.Concat(Headers.Select(h => $"header {h}")).ToHashSet(StringComparer.Ordinal);
        var proofs = typeof(EveryOptionTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
            .SelectMany(method => method.GetCustomAttributes<ProvesAttribute>().Select(proof => (proof.Subject, Method: method)))
            .ToArray();

        subjects.Count.ShouldBeGreaterThan(30);
        subjects.Except(proofs.Select(p => p.Subject)).ShouldBeEmpty("an option or header without a proof");
        proofs.Select(p => p.Subject).Except(subjects).ShouldBeEmpty("a proof of an option or header that does not exist");
        proofs.Where(p => !p.Method.IsDefined(typeof(FactAttribute))).Select(p => p.Method.Name).ShouldBeEmpty("a proof that is never run");
    }

    [Fact]
    public void The_schema_has_exactly_these_options()
    {
        var schema = JsonElement.Parse(RepositoryFiles.Read("src", "AiGateway", "appsettings.schema.json"));
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        Walk(schema.GetProperty("properties").GetProperty("Gateway"), "Gateway");

        paths.ShouldBe(OptionPaths.All);

        void Walk(JsonElement rule, string path)
        {
            if (OptionPaths.OtherTargets.Contains(path))
            {
                paths.Add(path);
                return;
            }

            var resolved = Resolve(rule);
            if (Branches(resolved).FirstOrDefault(b => b.TryGetProperty("properties", out _)) is { ValueKind: JsonValueKind.Object } entry)
            {
                foreach (var property in entry.GetProperty("properties").EnumerateObject())
                {
                    Walk(property.Value, $"{path}:{property.Name}");
                }

                return;
            }

            if (Branches(resolved).Select(Entries).FirstOrDefault(e => e.ValueKind == JsonValueKind.Object && Branches(Resolve(e)).Any(IsLong)) is { ValueKind: JsonValueKind.Object } entries)
            {
                Walk(entries, $"{path}:*");
                return;
            }

            paths.Add(path);
        }

        bool IsLong(JsonElement rule) => rule.TryGetProperty("properties", out _);

        JsonElement Resolve(JsonElement rule)
        {
            while (rule.TryGetProperty("$ref", out var reference))
            {
                rule = schema.GetProperty("definitions").GetProperty(reference.GetString()!["#/definitions/".Length..]);
            }

            return rule;
        }

        IEnumerable<JsonElement> Branches(JsonElement rule) => rule.TryGetProperty("anyOf", out var any) ? any.EnumerateArray().Select(Resolve) : [rule];

        static JsonElement Entries(JsonElement rule) =>
            rule.TryGetProperty("items", out var items) ? items : rule.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.Object ? more : default;
    }

    [Fact]
    public void The_manual_has_exactly_these_options()
    {
        var manual = RepositoryFiles.Read("docs", "configuration.md");
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Match table in Regex.Matches(manual, "<!-- fields: (?<record>\\w+) -->\\n\\|.*\\n\\|.*\\n(?<rows>(\\|.*\\n)+)", RegexOptions.ExplicitCapture))
        {
            var (_, path) = OptionPaths.Records.Single(r => r.Key.Name == table.Groups["record"].Value);
            foreach (var row in table.Groups["rows"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                paths.Add($"{path}:{row.Split('|')[1].Trim(' ', '`')}");
            }
        }

        // Fields that have fields of their own are named in their parent's table and again in one of their own.
        paths.RemoveWhere(path => OptionPaths.Records.Values.Any(record => record == path || record == $"{path}:*"));
        paths.ShouldBe(OptionPaths.All);
    }

    private static IEnumerable<string> Headers =>
        typeof(HeaderNames).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
}
