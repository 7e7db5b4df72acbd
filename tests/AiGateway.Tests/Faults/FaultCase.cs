using System.Globalization;
using AiGateway.Fakes;
using AiGateway.Tests.Failover;

namespace AiGateway.Tests.Faults;

/// <summary>One fault of one dialect under one column: a model of its own in the gateway, with a failing provider of its own.</summary>
internal sealed record FaultCase(int Index, FaultRow Row, Dialect Dialect, string Column)
{
    /// <summary>What the table says.</summary>
    public ExpectedOutcome Expected => Row.Cells[Column];

    /// <summary>How the failing target behaves.</summary>
    public UpstreamFault Fault => FaultCatalogue.All[Row.Name];

    /// <summary>Whether the failing target is all there is.</summary>
    public bool Alone => Column is FailureTable.AloneStream or FailureTable.AlonePlain;

    /// <summary>Whether a stream is asked for.</summary>
    public bool Stream => Column is not (FailureTable.Plain or FailureTable.AlonePlain);

    /// <summary>The model's name.</summary>
    public string Model => "m" + Number;

    /// <summary>The failing provider's name.</summary>
    public string Primary => "p" + Number;

    /// <summary>The dialect of the target that is well: another one than that of the target that fails.</summary>
    public Dialect FallbackDialect => Dialect switch
    {
        Dialect.OpenAI => Dialect.Anthropic,
        Dialect.Anthropic => Dialect.Gemini,
        _ => Fault.FallbackRefusesPrefill ? Dialect.Anthropic : Dialect.OpenAI,
    };

    /// <summary>The name of the provider that is well.</summary>
    public string Fallback => "well" + FallbackDialect;

    /// <summary>The model that is well.</summary>
    public string FallbackModel => Fault.FallbackRefusesPrefill ? "claude-opus-4-6" : Target.ModelOf(FallbackDialect);

    /// <summary>The user's message, by which the requests of this case are told from others.</summary>
    public string Prompt => $"Tell me about case {Number}.";

    /// <summary>The keys of the failing provider.</summary>
    public IReadOnlyList<string> Keys => [.. Enumerable.Range(0, Fault.Keys).Select(i => $"key-{i.ToString(CultureInfo.InvariantCulture)}-of-case-{Number}.")];

    /// <summary>The error by which the log must name the failure of a rescued case: what the caller gets where nobody rescues it.</summary>
    public string? FailureCode => Row.Cells.GetValueOrDefault(Stream ? FailureTable.AloneStream : FailureTable.AlonePlain)?.Code;

    private string Number => Index.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => $"{Row.Title} | {Dialect} | {Column}";
}
