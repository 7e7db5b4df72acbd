using System.Runtime.InteropServices;
using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Models;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Embeddings;

namespace AiGateway.Routing;

/// <summary>Reads the traits off a request as the hub has it.</summary>
internal static class RequestTraitsReader
{
    /// <summary>Tokens for an image: what most models charge for one of some 1,000 × 1,000 pixels; the true figure needs its size.</summary>
    public const long ImageTokens = 1_000;

    /// <summary>Tokens for a document by link or id, whose length cannot be seen: a few pages.</summary>
    public const long FileTokens = 5_000;

    /// <summary>Bytes of an inline document that count as one token: PDF is mostly not text.</summary>
    public const long FileBytesPerToken = 100;

    /// <summary>Tokens for a piece of sound: about half a minute.</summary>
    public const long AudioTokens = 1_000;

    /// <summary>Tokens that frame a message or a tool, beside what is in it.</summary>
    public const long FrameTokens = 4;

    /// <summary>The traits of a chat request.</summary>
    public static RequestTraits.TraitValues Read(ChatRequest request)
    {
        var sum = default(TraitSum);
        foreach (var message in request.Messages)
        {
            sum.Add(FrameTokens);
            sum.Add(message.Name);
            foreach (var part in message.Parts)
            {
                Add(part, ref sum);
            }
        }

        foreach (var tool in request.Tools)
        {
            Add(tool, ref sum);
        }

        if (request.ResponseFormat is { Kind: ResponseFormatKind.JsonSchema } format)
        {
            sum.Use(Capability.JsonSchema);
            sum.Add(format.Schema);
        }

        if (AsksToReason(request.Reasoning))
        {
            sum.Use(Capability.Reasoning);
        }

        if (AsksForSound(request))
        {
            sum.Use(Capability.AudioOutput);
        }

        return new RequestTraits.TraitValues(true, sum.Tokens, request.MaxTokens, request.Candidates ?? 1, sum.Uses);
    }

    /// <summary>The traits of a request for embeddings: its tokens alone.</summary>
    public static RequestTraits.TraitValues Read(EmbeddingRequest request)
    {
        var sum = default(TraitSum);
        foreach (var input in request.Inputs)
        {
            switch (input)
            {
                case EmbeddingInput.Text text:
                    sum.Add(text.Value);
                    break;
                case EmbeddingInput.Tokens tokens:
                    sum.Add(tokens.Ids.Count);
                    break;
            }
        }

        return new RequestTraits.TraitValues(true, sum.Tokens, null, 0, default);
    }

    private static void Add(ChatTool tool, ref TraitSum sum)
    {
        sum.Add(FrameTokens);
        if (tool.Raw is { } raw)
        {
            sum.Add(raw);
        }
        else
        {
            sum.Add(tool.Name);
            sum.Add(tool.Description);
            sum.Add(tool.Parameters);
        }

        // What the provider runs itself is not the model's doing.
        if (tool.Kind != ChatToolKind.Provider)
        {
            sum.Use(Capability.Tools);
        }
    }

    private static void Add(ChatPart part, ref TraitSum sum)
    {
        switch (part)
        {
            case ChatPart.Text text:
                sum.Add(text.Value);
                break;
            case ChatPart.Thinking thinking:
                sum.Add(thinking.Value);
                break;
            case ChatPart.Refusal refusal:
                sum.Add(refusal.Value);
                break;
            case ChatPart.ToolCall call:
                sum.Add(FrameTokens);
                sum.Add(call.Name);
                sum.Add(call.Arguments);
                break;
            case ChatPart.Image:
                sum.Use(Capability.Vision);
                sum.Add(ImageTokens);
                break;
            case ChatPart.Audio:
                sum.Use(Capability.AudioInput);
                sum.Add(AudioTokens);
                break;
            case ChatPart.File file:
                sum.Use(Capability.Files);
                sum.Add(Tokens(file.Source));
                break;
            case ChatPart.RedactedThinking:
                break; // Opaque; providers drop it from the prompt or count it as they like.
        }
    }

    private static long Tokens(MediaSource source) => source is MediaSource.Inline inline
        ? Math.Max(1, inline.Data.Length / 4 * 3 / FileBytesPerToken)
        : FileTokens;

    private static bool AsksToReason(ReasoningOptions? reasoning) =>
        reasoning is { Effort: not null and not "none" } or { Effort: null, BudgetTokens: not null and not 0 };

    // Sound is no part of the hub's request: OpenAI's `modalities` travels among the extensions.
    private static bool AsksForSound(ChatRequest request)
    {
        if (!request.Extensions.TryGetValue("modalities", out var modalities) || modalities.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var modality in modalities.EnumerateArray())
        {
            if (modality.ValueKind == JsonValueKind.String && modality.ValueEquals("audio"u8))
            {
                return true;
            }
        }

        return false;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct TraitSum
    {
        public long Tokens { get; private set; }

        public CapabilitySet Uses { get; private set; }

        public void Use(Capability capability) => Uses = Uses.With(capability);

        public void Add(long tokens) => Tokens += tokens;

        public void Add(string? text) => Tokens += TokenEstimate.OfText(text);

        public void Add(JsonElement? json)
        {
            if (json is { ValueKind: not JsonValueKind.Undefined } value)
            {
                Tokens += TokenEstimate.OfText(value.GetRawText());
            }
        }
    }
}
