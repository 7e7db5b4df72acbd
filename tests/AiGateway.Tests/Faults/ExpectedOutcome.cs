using System.Globalization;

namespace AiGateway.Tests.Faults;

/// <summary>What a cell of the table says: one of its few words, with a status and a code where the word has them.</summary>
internal sealed record ExpectedOutcome(OutcomeKind Kind)
{
    /// <summary>The status that the caller sees.</summary>
    public int Status { get; private init; } = 200;

    /// <summary>The error's code; null where the table leaves it open.</summary>
    public string? Code { get; private init; }

    /// <summary>The value of <c>retry-after</c>; null where the table leaves it open.</summary>
    public int? RetryAfter { get; private init; }

    /// <summary>Whether the caller gets a good answer.</summary>
    public bool IsClean => Kind is OutcomeKind.Passed or OutcomeKind.Rescued or OutcomeKind.Recovered;

    /// <summary>Reads a cell; null for one that does not apply.</summary>
    /// <exception cref="FormatException">It has other words than those the document explains.</exception>
    public static ExpectedOutcome? Parse(string cell)
    {
        var parts = cell.Split(',', StringSplitOptions.TrimEntries);
        var words = parts[0].Split(' ');
        var outcome = words switch
        {
            ["–"] => null,
            ["passed"] => new ExpectedOutcome(OutcomeKind.Passed),
            ["rescued"] => new ExpectedOutcome(OutcomeKind.Rescued),
            ["recovered"] => new ExpectedOutcome(OutcomeKind.Recovered),
            ["event", var code] => new ExpectedOutcome(OutcomeKind.Event) { Code = code },
            ["error", var status, var code] => new ExpectedOutcome(OutcomeKind.Error) { Status = Number(status), Code = code },
            ["handed", "back", var status] => new ExpectedOutcome(OutcomeKind.HandedBack) { Status = Number(status) },
            _ => throw new FormatException($"'{cell}' is no outcome that docs/failures.md explains."),
        };
        return parts.Length == 1 ? outcome
            : parts is [_, var rest] && outcome is not null && rest.StartsWith("retry-after ", StringComparison.Ordinal) ? outcome with { RetryAfter = Number(rest["retry-after ".Length..]) }
            : throw new FormatException($"'{cell}' says more than docs/failures.md explains.");
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
