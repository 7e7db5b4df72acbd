namespace AiGateway.Protocol.Chat;

/// <summary>A piece of a message's content. The nested types are the whole set.</summary>
public abstract record ChatPart
{
    private ChatPart()
    {
    }

    /// <summary>Where the caller wants the provider's prompt cache to end a prefix; null where it said nothing.</summary>
    public CacheHint? Cache { get; init; }

    /// <summary>Plain text.</summary>
    /// <param name="Value">The text; may be empty.</param>
    public sealed record Text(string Value) : ChatPart
    {
        /// <summary>Gemini's opaque <c>thoughtSignature</c> on a text part, base64, to be returned unchanged; null elsewhere.</summary>
        public string? Signature { get; init; }
    }

    /// <summary>An image for the model to look at.</summary>
    /// <param name="Source">Where its bytes are.</param>
    public sealed record Image(MediaSource Source) : ChatPart
    {
        /// <summary>OpenAI's <c>detail</c>: auto, low or high; null where not given.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>Sound for the model to listen to.</summary>
    /// <param name="Data">Base64, without a data-URL prefix.</param>
    /// <param name="Format">The container's short name: wav, mp3.</param>
    public sealed record Audio(string Data, string Format) : ChatPart;

    /// <summary>A document: PDF, text, or whatever the provider takes by id.</summary>
    /// <param name="Source">Where its bytes are.</param>
    public sealed record File(MediaSource Source) : ChatPart
    {
        /// <summary>The file's name or title as the caller gave it.</summary>
        public string? Name { get; init; }
    }

    /// <summary>Reasoning of an earlier assistant turn, kept for providers that want it back.</summary>
    /// <param name="Value">The readable reasoning; may be empty where only the signature came.</param>
    /// <param name="Signature">The provider's opaque proof, to be returned unchanged; null for providers that sign nothing.</param>
    public sealed record Thinking(string Value, string? Signature) : ChatPart;

    /// <summary>Reasoning that the provider encrypted, to be returned unchanged.</summary>
    /// <param name="Data">The opaque data.</param>
    public sealed record RedactedThinking(string Data) : ChatPart;

    /// <summary>A refusal by the model in an earlier assistant turn.</summary>
    /// <param name="Value">Its words.</param>
    public sealed record Refusal(string Value) : ChatPart;

    /// <summary>A call of a tool in an assistant turn.</summary>
    /// <param name="Id">The call's id, unique in the conversation.</param>
    /// <param name="Name">The tool's name.</param>
    /// <param name="Arguments">The arguments as JSON text for a function (never empty: <c>{}</c> for none; may be invalid where a model was cut off), free text for a custom tool.</param>
    public sealed record ToolCall(string Id, string Name, string Arguments) : ChatPart
    {
        /// <summary>True for OpenAI's custom tools, whose input is free text.</summary>
        public bool IsCustom { get; init; }

        /// <summary>Gemini's opaque <c>thoughtSignature</c>, base64, to be returned unchanged; null elsewhere.</summary>
        public string? Signature { get; init; }
    }
}
