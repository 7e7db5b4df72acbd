using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AiGateway.Configuration;

namespace AiGateway.Tests.Configuration;

/// <summary>Every configuration that is shown to people works, and every refusal that is shown is what they get.</summary>
public sealed partial class DocumentedConfigurationTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    private static string Manual => RepositoryFiles.Read("docs", "configuration.md");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Every_sample_and_every_example_of_the_manual_fits_the_schema_and_the_reader()
    {
        var documents = Directory.GetFiles(RepositoryFiles.Path("docs", "samples"), "*.json")
            .ToDictionary(f => Path.GetFileName(f), File.ReadAllText, StringComparer.Ordinal);
        documents.Count.ShouldBeGreaterThanOrEqualTo(6);
        documents["appsettings.json"] = RepositoryFiles.Read("src", "AiGateway", "appsettings.json");
        var examples = Examples().Matches(Manual);
        examples.Count.ShouldBeGreaterThanOrEqualTo(5);
        foreach (Match example in examples)
        {
            documents[$"configuration.md at {example.Index}"] = example.Groups["json"].Value;
        }

        var problems = await SchemaValidator.ValidateAsync(documents);

        foreach (var (name, json) in documents)
        {
            problems[name].ShouldBeEmpty(name);
            Read(json).Problems.ShouldBeEmpty(name);
        }
    }

    [Fact]
    public void Every_refusal_of_the_manual_is_word_for_word_what_the_reader_says()
    {
        var refusals = Refusals().Matches(Manual);
        refusals.Count.ShouldBeGreaterThanOrEqualTo(6);
        foreach (Match refusal in refusals)
        {
            var said = string.Join('\n', Read(refusal.Groups["json"].Value).Problems.Select(p => $"{p.Path}\n    {p.Message}"));

            said.ShouldBe(refusal.Groups["text"].Value.TrimEnd());
        }
    }

    [Theory]
    [MemberData(nameof(SchemaTests.Records), MemberType = typeof(SchemaTests))]
    public void Every_field_of_the_options_is_in_the_manual_with_its_default_and_no_other_is(Type record, string definition)
    {
        _ = definition;
        var table = Regex.Match(Manual, $"<!-- fields: {record.Name} -->\\n(?<rows>(\\|.*\\n)+)", RegexOptions.ExplicitCapture);
        table.Success.ShouldBeTrue($"the manual has no table of {record.Name}");
        var rows = table.Groups["rows"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
            .Select(r => r.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(r => r[1].Trim('`'), r => r[2].Trim('`'), StringComparer.Ordinal);

        rows.Keys.ShouldBe(SchemaTests.Fields(record), ignoreOrder: true);
        foreach (var (field, written) in rows)
        {
            if (SchemaTests.Default(record, field) is { } real)
            {
                var text = Durations.TryRead(written, out var span) is null ? span.ToString("c", CultureInfo.InvariantCulture) : written;
                text.ShouldBe(real.Trim('"'), $"the default of {record.Name}.{field}");
            }
        }
    }

    [Fact]
    public void Every_ready_made_provider_with_its_variables_and_models_is_in_the_manual_and_no_other_is()
    {
        var table = Regex.Match(Manual, "<!-- ready-made -->\\n(?<rows>(\\|.*\\n)+)", RegexOptions.ExplicitCapture).Groups["rows"].Value;

        var rows = table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(r => string.Join('|', Regex.Matches(r, "`([^`]+)`").Select(m => m.Groups[1].Value)));

        rows.ShouldBe(ReadyMade.Providers.Where(p => p.KeyVariables.Count > 0).Select(p => string.Join('|', [p.Name, .. p.KeyVariables, .. p.Models])));
    }

    [Fact]
    public void Every_preset_is_in_the_manual()
    {
        foreach (var preset in PresetTraits.Known.Keys)
        {
            Manual.ShouldContain($"`{preset}`");
        }
    }

    [Fact]
    public void Every_sample_is_named_in_the_manual()
    {
        foreach (var file in Directory.GetFiles(RepositoryFiles.Path("docs", "samples")))
        {
            Manual.ShouldContain($"samples/{Path.GetFileName(file)}");
        }
    }

    /// <summary>Reads with every variable and file set that is referred to, each with a value of its own.</summary>
    private ReadResult Read(string json)
    {
        _bench.Variables.Clear();
        foreach (Match reference in References().Matches(json))
        {
            var name = reference.Groups["name"].Value;
            var value = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
            if (reference.Groups["scheme"].Value == "env")
            {
                _bench.Variables[name] = value;
                continue;
            }

            var file = Path.Combine(_bench.Folder, name.TrimStart('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, value + "\n");
            json = json.Replace($"file:{name}", $"file:{name.TrimStart('/')}", StringComparison.Ordinal);
        }

        _bench.Variables.Remove("NOT_SET");
        return _bench.Read(json);
    }

    [GeneratedRegex("\"(?<scheme>env|file):(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex References();

    [GeneratedRegex("```jsonc\\n(?<json>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Examples();

    [GeneratedRegex("```json\\n(?<json>.*?)```\\n+```text\\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Refusals();
}
