using System.Globalization;

namespace AiGateway.Providers.Mock;

/// <summary>A line of the list of scenarios.</summary>
/// <param name="Kind">What the mock does.</param>
/// <param name="Name">A model name that asks for it, without the <c>mock/</c> before it; with an example's number where it takes one.</param>
/// <param name="Description">One line for people.</param>
internal sealed record MockScenarioEntry(MockScenarioKind Kind, string Name, string Description)
{
    private const int MaxDigits = 4;

    /// <summary>What stands for the number in <see cref="Pattern"/>; null where the name has none.</summary>
    public string? Placeholder { get; init; }

    /// <summary>The smallest number.</summary>
    public int Min { get; init; }

    /// <summary>The largest number.</summary>
    public int Max { get; init; } = 9999;

    /// <summary>The name with its number's place marked, such as <c>error-NNN</c>.</summary>
    public string Pattern => Placeholder is null ? Name : Prefix + Placeholder;

    private string Prefix => Name[..(Name.LastIndexOf('-') + 1)];

    /// <summary>Reads a model's name; null where it is none of this line's.</summary>
    public MockScenario? Match(string model)
    {
        if (Placeholder is null)
        {
            return string.Equals(model, Name, StringComparison.Ordinal) ? new MockScenario(Kind, 0) : null;
        }

        if (!model.StartsWith(Prefix, StringComparison.Ordinal) || model.Length > Prefix.Length + MaxDigits)
        {
            return null;
        }

        return int.TryParse(model.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= Min && number <= Max
            ? new MockScenario(Kind, number)
            : null;
    }
}
