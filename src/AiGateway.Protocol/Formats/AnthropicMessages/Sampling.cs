namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Which sampling parameters a model takes.</summary>
internal enum Sampling
{
    /// <summary>Temperature, top_p and top_k.</summary>
    Free,

    /// <summary>The same, but temperature and top_p not together.</summary>
    OneOfTwo,

    /// <summary>None but the defaults.</summary>
    Fixed,
}
