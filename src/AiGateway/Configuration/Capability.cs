namespace AiGateway.Configuration;

/// <summary>What a request may use and not every model has.</summary>
internal enum Capability
{
    /// <summary>Tools to call.</summary>
    Tools,

    /// <summary>Images in the prompt.</summary>
    Vision,

    /// <summary>Files such as PDF in the prompt.</summary>
    Files,

    /// <summary>Sound in the prompt.</summary>
    AudioInput,

    /// <summary>Sound in the answer.</summary>
    AudioOutput,

    /// <summary>An answer that follows a JSON schema.</summary>
    JsonSchema,

    /// <summary>Reasoning with an effort that the request sets.</summary>
    Reasoning,
}
