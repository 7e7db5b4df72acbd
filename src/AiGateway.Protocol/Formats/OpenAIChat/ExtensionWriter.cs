using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes the caller's fields that the hub has no place for, where the provider takes them, and reports them where not.</summary>
internal sealed class ExtensionWriter(
    ChatRequest request, Utf8JsonWriter writer, OpenAIChatQuirks quirks, OpenAIChatModels.Rules rules, LossReport losses, bool sameFormat)
{
    private const string MessagePrefix = "messages.";

    /// <summary>Fields of the Responses API that mean the same here.</summary>
    private static readonly FrozenSet<string> SharedWithResponses = FrozenSet.Create(
        StringComparer.Ordinal, "store", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "moderation", "verbosity");

    /// <summary>Writes into the open object of the message with this index.</summary>
    public void WriteOfMessage(int index)
    {
        foreach (var (name, values) in request.Extensions)
        {
            if (IsOfMessages(name) && IsTaken(name) && values.TryGet(index.ToString(CultureInfo.InvariantCulture), out var value))
            {
                writer.WritePropertyName(name[MessagePrefix.Length..]);
                value.WriteTo(writer);
            }
        }
    }

    public void WriteTopLevel()
    {
        foreach (var (name, value) in request.Extensions)
        {
            if (name == "stream_options" && sameFormat)
            {
                // Merged into our own.
                continue;
            }

            if (!IsTaken(name))
            {
                losses.Drop(name);
            }
            else if (!IsOfMessages(name))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }

    private static bool IsOfMessages(string name) => name.StartsWith(MessagePrefix, StringComparison.Ordinal);

    private bool IsTaken(string name)
    {
        var ours = sameFormat || (request.SourceFormat == "OpenAIResponses" && SharedWithResponses.Contains(name));
        return ours
            && !quirks.RefusedFields.Contains(name)
            && (quirks.AllowedExtensions?.Contains(name) ?? true)
            && !(rules.FixedSampling && name == "logit_bias")
            && !(name == quirks.MaxTokensField && request.MaxTokens is not null)
            && !(name == quirks.SeedField && request.Seed is not null)
            && !(name == quirks.EndUserField && request.EndUser is not null)
            && !(name == "user" && quirks.EndUserField is null)
            && !(name == "thinking" && quirks.ThinkingToggle && request.Reasoning?.Effort == "none");
    }
}
