using System.Globalization;

namespace AiGateway.Audit;

/// <summary>Looks out for a place of the chain that somebody has remembered.</summary>
internal sealed class AuditMemory(AuditHead? remembered)
{
    private bool _isSeen;

    /// <summary>Takes the next place.</summary>
    public void See(AuditHead head) => _isSeen |= head == remembered;

    /// <summary>What is wrong with the chain as it ended, or null.</summary>
    public string? ProblemOf(AuditChain chain)
    {
        if (remembered is null || _isSeen || remembered.Number < chain.Anchor.Number)
        {
            return null;
        }

        return remembered.Number > chain.Head.Number
            ? string.Create(CultureInfo.InvariantCulture, $"The chain ends with record {chain.Head.Number}, but record {remembered.Number} is remembered: the end was cut off.")
            : string.Create(CultureInfo.InvariantCulture, $"Record {remembered.Number} is another than the one that is remembered: the chain was made anew.");
    }
}
