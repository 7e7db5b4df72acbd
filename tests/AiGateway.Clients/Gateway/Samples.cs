namespace AiGateway.Clients.Gateway;

/// <summary>What the operations send; <c>node/run.mjs</c> has the same.</summary>
internal static class Samples
{
    /// <summary>A red pixel.</summary>
    public const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    /// <summary>The parameters of a tool.</summary>
    public const string Parameters =
        """{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":1}},"required":["city","days"],"additionalProperties":false}""";

    /// <summary>The schema of an answer.</summary>
    public const string Answer =
        """{"type":"object","properties":{"answer":{"type":"string"},"score":{"type":"number"}},"required":["answer","score"],"additionalProperties":false}""";
}
