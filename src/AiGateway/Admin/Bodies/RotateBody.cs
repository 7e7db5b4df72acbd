namespace AiGateway.Admin.Bodies;

/// <summary>How a key is rotated.</summary>
internal sealed class RotateBody : WriteBody
{
    /// <summary>How long the key before is accepted too: `0s`, `30m`, `24h`, …; `1h` where left out.</summary>
    public string Overlap { get; set => field = Taken(value); } = "1h";
}
