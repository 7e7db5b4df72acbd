using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace AiGateway.Storage;

/// <summary>One step of the tables' history; a step that has been released never changes.</summary>
/// <param name="Number">Its number, from 1 without a gap.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Minimum">The last step that a program must know at least to go on working after this one. Steps that only add leave it where it was.</param>
/// <param name="Script">The SQL, before the dialect's words are put in.</param>
internal sealed partial record Migration(int Number, string Name, int Minimum, string Script)
{
    private const string Prefix = "AiGateway.Storage.Migrations.";

    /// <summary>All steps that this program knows, in order.</summary>
    public static readonly IReadOnlyList<Migration> All = Load();

    private static Migration[] Load()
    {
        var assembly = typeof(Migration).Assembly;
        Migration[] all =
        [
            .. assembly.GetManifestResourceNames()
                .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Load(assembly, name)),
        ];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Number != i + 1)
            {
                throw new InvalidOperationException($"The migration {all[i].Name} should have the number {i + 1}.");
            }
        }

        return all;
    }

    private static Migration Load(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var script = reader.ReadToEnd();
        var (file, head) = (FileName().Match(resource[Prefix.Length..]), Head().Match(script));
        return file.Success && head.Success
            ? new Migration(ToNumber(file.Groups["number"]), file.Groups["name"].Value, ToNumber(head.Groups["minimum"]), script)
            : throw new InvalidOperationException($"{resource} is called 0001-name.sql and begins with `-- minimum: 1`.");
    }

    private static int ToNumber(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<number>[0-9]{4})-(?<name>[a-z0-9-]+)\\.sql\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();

    [GeneratedRegex("^-- minimum: (?<minimum>[0-9]{1,4})\\r?\\n", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Head();
}
