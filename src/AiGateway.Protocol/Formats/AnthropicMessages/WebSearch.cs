using System.Collections.Frozen;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Anthropic's web search in place of another provider's own, whether that was asked for as a tool or by <c>web_search_options</c>.</summary>
internal sealed class WebSearch
{
    // What other providers call their own.
    private static readonly FrozenSet<string> Names =
        FrozenSet.Create(StringComparer.Ordinal, "web_search", "web_search_preview", "web_search_2025_08_26", "googleSearch", "google_search");

    private readonly LossReport _losses;
    private JsonElement? _place;

    public WebSearch(ChatRequest request, LossReport losses)
    {
        _losses = losses;
        if (request.Extensions.TryGetValue("web_search_options", out var options))
        {
            IsAskedFor = true;
            ReadOptions(options, "web_search_options");
        }
    }

    /// <summary>Whether the model is to have it.</summary>
    public bool IsAskedFor { get; private set; }

    /// <summary>Takes a tool that is another provider's web search; false for any other.</summary>
    public bool TryTake(ChatTool tool)
    {
        if (!Names.Contains(tool.Name))
        {
            return false;
        }

        IsAskedFor = true;
        if (tool.Raw is { } raw)
        {
            // Gemini puts the options under the tool's name, OpenAI beside its type.
            ReadOptions(raw.TryGet(tool.Name, out var own) ? own : raw, $"tools.{tool.Name}");
        }

        return true;
    }

    /// <summary>Writes the tool.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "web_search_20250305");
        writer.WriteString("name", "web_search");
        if (_place is { } place)
        {
            writer.WriteStartObject("user_location");
            writer.WriteString("type", "approximate");
            foreach (var member in place.EnumerateObject().Where(static member => member.Value.ValueKind == JsonValueKind.String && !member.NameEquals("type")))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void ReadOptions(JsonElement options, string path)
    {
        if (options.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var option in options.EnumerateObject().Where(static option => option.Value.ValueKind != JsonValueKind.Null))
        {
            if (option.NameEquals("user_location") && option.Value.ValueKind == JsonValueKind.Object)
            {
                // OpenAI's chat endpoint wraps the place once more, its Responses endpoint does not.
                _place = option.Value.TryGet("approximate", out var place) && place.ValueKind == JsonValueKind.Object ? place : option.Value;
            }
            else if (option.Name is not ("type" or "name"))
            {
                _losses.Drop($"{path}.{option.Name}");
            }
        }
    }
}
