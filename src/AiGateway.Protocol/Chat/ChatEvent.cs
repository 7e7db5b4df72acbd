using System.Text.Json;

namespace AiGateway.Protocol.Chat;

/// <summary>
/// One step of an answer. A stream is a sequence of these; a JSON answer is the same sequence folded by <see cref="ChatAnswerFolder"/>.
/// The nested types are the whole set.
/// </summary>
/// <remarks><c>Choice</c> is the index of the answer among the <c>n</c> asked for, from 0.</remarks>
public abstract record ChatEvent
{
    private ChatEvent()
    {
    }

    /// <summary>True for what commits an attempt: text, refusal, reasoning, audio or a tool call.</summary>
    public virtual bool IsContent => false;

    /// <summary>The answer begins.</summary>
    /// <param name="Id">The provider's id for the answer, null where it gives none.</param>
    /// <param name="Model">The model that answers, as the provider names it.</param>
    /// <param name="Created">Unix seconds, null where the provider does not say.</param>
    public sealed record Started(string? Id, string? Model, long? Created) : ChatEvent;

    /// <summary>More text.</summary>
    public sealed record TextDelta(int Choice, string Text) : ChatEvent
    {
        /// <inheritdoc/>
        public override bool IsContent => true;

        /// <summary>Gemini's <c>thoughtSignature</c> on this part, base64; the text may then be empty.</summary>
        public string? Signature { get; init; }
    }

    /// <summary>More of the readable reasoning.</summary>
    public sealed record ReasoningDelta(int Choice, string Text) : ChatEvent
    {
        /// <inheritdoc/>
        public override bool IsContent => true;
    }

    /// <summary>The opaque proof that ends a block of reasoning.</summary>
    public sealed record ReasoningSignature(int Choice, string Signature) : ChatEvent;

    /// <summary>A block of reasoning that the provider encrypted.</summary>
    public sealed record RedactedReasoning(int Choice, string Data) : ChatEvent
    {
        /// <inheritdoc/>
        public override bool IsContent => true;
    }

    /// <summary>More of a refusal.</summary>
    public sealed record RefusalDelta(int Choice, string Text) : ChatEvent
    {
        /// <inheritdoc/>
        public override bool IsContent => true;
    }

    /// <summary>A tool call begins; its arguments follow as <see cref="ToolCallDelta"/>s.</summary>
    /// <param name="Choice">The answer's index.</param>
    /// <param name="Index">The call's index among the caller's tools in this answer, from 0 without gaps.</param>
    /// <param name="Id">The call's id, never empty: readers make one where the provider gives none.</param>
    /// <param name="Name">The tool's name.</param>
    public sealed record ToolCallStarted(int Choice, int Index, string Id, string Name) : ChatEvent
    {
        /// <inheritdoc/>
        public override bool IsContent => true;

        /// <summary>True for OpenAI's custom tools.</summary>
        public bool IsCustom { get; init; }

        /// <summary>Gemini's <c>thoughtSignature</c>, base64.</summary>
        public string? Signature { get; init; }
    }

    /// <summary>More of a call's arguments. Readers see to it that the pieces of a function's arguments join to <c>{}</c> at least.</summary>
    public sealed record ToolCallDelta(int Choice, int Index, string Arguments) : ChatEvent
    {
        /// <inheritdoc/>
        public override bool IsContent => true;
    }

    /// <summary>A source of what was said.</summary>
    /// <param name="Choice">The answer's index.</param>
    /// <param name="Url">The source's address.</param>
    /// <param name="Title">Its title; empty where unknown.</param>
    /// <param name="Start">First character of the cited text in the answer, null where unknown.</param>
    /// <param name="End">The character after its last, null where unknown.</param>
    public sealed record Citation(int Choice, string Url, string Title, int? Start, int? End) : ChatEvent;

    /// <summary>More sound.</summary>
    /// <param name="Choice">The answer's index.</param>
    /// <param name="Id">The sound's id on its first piece.</param>
    /// <param name="Data">Base64, null where the piece has only a transcript.</param>
    /// <param name="Transcript">More of the transcript.</param>
    /// <param name="ExpiresAt">Unix seconds until which the id may be referred to.</param>
    public sealed record AudioDelta(int Choice, string? Id, string? Data, string? Transcript, long? ExpiresAt) : ChatEvent
    {
        /// <inheritdoc/>
        public override bool IsContent => Data is not null || Transcript is not null;
    }

    /// <summary>Log probabilities of tokens, each element in OpenAI's shape.</summary>
    public sealed record Logprobs(int Choice, IReadOnlyList<JsonElement> Tokens) : ChatEvent;

    /// <summary>An answer has ended; exactly one for each choice.</summary>
    /// <param name="Choice">The answer's index.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="StopSequence">The stop sequence that was met, where the provider says.</param>
    public sealed record Finished(int Choice, FinishReason Reason, string? StopSequence) : ChatEvent;

    /// <summary>What the answer has used so far. Each replaces the one before.</summary>
    public sealed record UsageReported(TokenUsage Usage) : ChatEvent;

    /// <summary>The provider failed inside an answer that had begun well.</summary>
    public sealed record Failed(GatewayError Error) : ChatEvent;
}
