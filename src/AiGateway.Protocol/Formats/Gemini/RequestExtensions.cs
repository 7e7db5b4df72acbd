using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>What a request's extensions come to for Gemini: its own fields as they are, OpenAI's that it has a like of, the rest reported.</summary>
internal sealed class RequestExtensions
{
    /// <summary>Fields for the request itself.</summary>
    public List<KeyValuePair<string, JsonElement>> TopLevel { get; } = [];

    /// <summary>Fields for <c>generationConfig</c>.</summary>
    public List<KeyValuePair<string, JsonElement>> GenerationConfig { get; } = [];

    /// <summary>Fields for <c>toolConfig</c>.</summary>
    public List<KeyValuePair<string, JsonElement>> ToolConfig { get; } = [];

    /// <summary>Whether the web may be searched (OpenAI's <c>web_search_options</c>).</summary>
    public bool WebSearch { get; private set; }

    /// <summary>OpenAI's <c>modalities</c>.</summary>
    public IReadOnlyList<string> Modalities { get; private set; } = [];

    /// <summary>The voice of OpenAI's <c>audio</c>, where Gemini may have it.</summary>
    public string? Voice { get; private set; }

    /// <summary>The <c>thinking_config</c> of Google's own OpenAI-compatible layer.</summary>
    public ReasoningOptions? Thinking { get; private set; }

    public static RequestExtensions From(ChatRequest request, LossReport losses)
    {
        var result = new RequestExtensions();
        foreach (var (name, value) in request.Extensions)
        {
            if (request.SourceFormat == GeminiFormat.FormatName)
            {
                result.AddOwn(name, value, losses);
            }
            else if (value.ValueKind != JsonValueKind.Null)
            {
                result.AddForeign(name, value, losses);
            }
        }

        return result;
    }

    private void AddOwn(string name, JsonElement value, LossReport losses)
    {
        if (name.StartsWith(GenerationConfigReader.Prefix, StringComparison.Ordinal))
        {
            GenerationConfig.Add(new(name[GenerationConfigReader.Prefix.Length..], value));
        }
        else if (name.StartsWith(ToolReader.ConfigPrefix, StringComparison.Ordinal) && name.IndexOf('.', ToolReader.ConfigPrefix.Length) < 0)
        {
            ToolConfig.Add(new(name[ToolReader.ConfigPrefix.Length..], value));
        }
        else if (name.Contains('.', StringComparison.Ordinal))
        {
            losses.Drop(name);
        }
        else
        {
            TopLevel.Add(new(name, value));
        }
    }

    private void AddForeign(string name, JsonElement value, LossReport losses)
    {
        switch (name)
        {
            case "web_search_options" when value.ValueKind == JsonValueKind.Object:
                WebSearch = true;
                DropMembers(value, "web_search_options", losses);
                break;
            case "modalities" when value.ValueKind == JsonValueKind.Array:
                Modalities = [.. value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!.ToUpperInvariant())];
                break;
            case "audio" when value.ValueKind == JsonValueKind.Object:
                AddAudio(value, losses);
                break;
            case "extra_body" when value.ValueKind == JsonValueKind.Object:
                AddExtraBody(value, losses);
                break;
            default:
                losses.Drop(name);
                break;
        }
    }

    private void AddAudio(JsonElement audio, LossReport losses)
    {
        // OpenAI's voices are unknown to Gemini, which refuses a request that names one.
        switch (audio.StringOrNull("voice"))
        {
            case null:
                break;
            case "alloy" or "ash" or "ballad" or "cedar" or "coral" or "echo" or "fable" or "marin" or "nova" or "onyx" or "sage" or "shimmer" or "verse":
                losses.Drop("audio.voice");
                break;
            case var voice:
                Voice = voice;
                break;
        }

        if (audio.StringOrNull("format") is not (null or "pcm16"))
        {
            losses.Drop("audio.format");
        }
    }

    /// <summary>Google documents two fields for chat under <c>extra_body.google</c>, and its own layer refuses others there.</summary>
    private void AddExtraBody(JsonElement body, LossReport losses)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name != "google" || member.Value.ValueKind != JsonValueKind.Object)
            {
                losses.Drop($"extra_body.{member.Name}");
                continue;
            }

            var google = new CallerObject(member.Value, "extra_body.google");
            if (google.TryGet("cachedContent", out var cached))
            {
                TopLevel.Add(new("cachedContent", cached));
            }

            if (google.Object("thinkingConfig") is { } thinking)
            {
                Thinking = GenerationConfigReader.ReadThinking(thinking);
            }

            foreach (var field in member.Value.EnumerateObject())
            {
                if (CallerObject.Camel(field.Name) is not ("cachedContent" or "thinkingConfig"))
                {
                    losses.Drop($"extra_body.google.{field.Name}");
                }
            }
        }
    }

    private static void DropMembers(JsonElement value, string path, LossReport losses)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                losses.Drop($"{path}.{member.Name}");
            }
        }
    }
}
