namespace AiGateway.Fakes.Serving;

/// <summary>A request the provider refuses, with the answer it gives.</summary>
internal sealed class Refusal(int status, string body, bool unknownPath = false) : Exception($"{status}: {body}")
{
    public int Status { get; } = status;

    public string Body { get; } = body;

    /// <summary>Whether the refusal is that no such path exists.</summary>
    public bool UnknownPath { get; } = unknownPath;
}
