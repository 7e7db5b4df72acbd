namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Which kinds of content parts a role may have.</summary>
internal enum PartKinds
{
    /// <summary>Text alone.</summary>
    Text,

    /// <summary>Text, images, audio, files.</summary>
    User,

    /// <summary>Text, refusals, thinking.</summary>
    Assistant,
}
