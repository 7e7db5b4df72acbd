using System.Globalization;
using AiGateway.Fakes;
using AiGateway.Tests.Configuration;

namespace AiGateway.Tests.Faults;

/// <summary>The table in docs/failures.md, which says what comes of each fault.</summary>
internal static class FailureTable
{
    public const string Live = "Live";
    public const string Held = "Held";
    public const string Atomic = "Atomic";
    public const string Plain = "plain";
    public const string AloneStream = "alone, stream";
    public const string AlonePlain = "alone, plain";

    private const string Begin = "<!-- faults:begin -->";
    private const string End = "<!-- faults:end -->";
    private const string CallsColumn = "calls";

    private static readonly Dialect[] Played = [Dialect.OpenAI, Dialect.Anthropic, Dialect.Gemini];
    private static readonly string[] Header = ["fault", Live, Held, Atomic, Plain, CallsColumn, AloneStream, AlonePlain];

    /// <summary>The rows in order.</summary>
    public static IReadOnlyList<FaultRow> Rows { get; } = Read(RepositoryFiles.Read("docs", "failures.md"));

    /// <summary>Every case: row × dialect × column.</summary>
    public static IReadOnlyList<FaultCase> Cases { get; } =
    [
        .. Rows.SelectMany(row => row.Dialects.SelectMany(dialect => row.Cells.Keys.Select(column => (Row: row, Dialect: dialect, Column: column))))
            .Select((each, index) => new FaultCase(index, each.Row, each.Dialect, each.Column)),
    ];

    private static List<FaultRow> Read(string text)
    {
        var table = text[(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..text.IndexOf(End, StringComparison.Ordinal)];
        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Columns).ToList();
        lines[0].ShouldBe(Header);
        return [.. lines.Skip(2).Select(Row)];
    }

    private static string[] Columns(string line) => line.Trim('|').Split('|', StringSplitOptions.TrimEntries);

    private static FaultRow Row(string[] columns)
    {
        columns.Length.ShouldBe(Header.Length, columns[0]);
        var (name, dialects) = Title(columns[0]);
        var cells = new Dictionary<string, ExpectedOutcome>(StringComparer.Ordinal);
        for (var i = 1; i < Header.Length; i++)
        {
            if (Header[i] != CallsColumn && ExpectedOutcome.Parse(columns[i]) is { } outcome)
            {
                cells[Header[i]] = outcome;
            }
        }

        return new FaultRow(columns[0], name, dialects, int.Parse(columns[Array.IndexOf(Header, CallsColumn)], NumberStyles.None, CultureInfo.InvariantCulture), cells);
    }

    /// <summary>A title may end in the dialects that it is for, in brackets.</summary>
    private static (string Name, IReadOnlyList<Dialect> Dialects) Title(string title)
    {
        var bracket = title.LastIndexOf(" (", StringComparison.Ordinal);
        if (bracket < 0 || !title.EndsWith(')'))
        {
            return (title, Played);
        }

        var dialects = new List<Dialect>();
        foreach (var word in title[(bracket + 2)..^1].Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Enum.TryParse<Dialect>(word, out var dialect))
            {
                return (title, Played);
            }

            dialects.Add(dialect);
        }

        return (title[..bracket], dialects);
    }
}
