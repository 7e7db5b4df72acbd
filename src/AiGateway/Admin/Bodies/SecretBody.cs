namespace AiGateway.Admin.Bodies;

/// <summary>A provider's secret as it is to be. It can be written and never read again.</summary>
internal sealed class SecretBody : WriteBody
{
    /// <summary>The secret itself.</summary>
    public required string Value { get; set => field = Taken(value); }

    /// <summary>A word on what it is for.</summary>
    public string? Note { get; set => field = Taken(value); }
}
