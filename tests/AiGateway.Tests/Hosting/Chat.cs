using System.Text.Json;

namespace AiGateway.Tests.Hosting;

/// <summary>Reads what an OpenAI client would read.</summary>
public static class Chat
{
    /// <summary>The JSON body.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsStringAsync());

    /// <summary>The first choice's text.</summary>
    public static async Task<string?> TextAsync(this HttpResponseMessage response) =>
        (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();

    /// <summary>The error's code, or its type where it has none.</summary>
    public static async Task<string?> ErrorCodeAsync(this HttpResponseMessage response)
    {
        var error = (await response.JsonAsync()).GetProperty("error");
        return error.GetProperty("code").GetString() ?? error.GetProperty("type").GetString();
    }

    /// <summary>A header's only value, or null.</summary>
    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join("|", values) : null;

    /// <summary>The data of each event of a finished stream, comments left out.</summary>
    public static IReadOnlyList<string> Events(string stream) =>
        [.. stream.ReplaceLineEndings("\n").Split("\n\n").SelectMany(e => e.Split('\n')).Where(l => l.StartsWith("data:", StringComparison.Ordinal)).Select(l => l[5..].Trim())];

    /// <summary>The streamed text of the first choice.</summary>
    public static string StreamedText(string stream) => string.Concat(Events(stream)
        .Where(data => data.StartsWith('{'))
        .Select(data => JsonElement.Parse(data))
        .Where(chunk => chunk.TryGetProperty("choices", out var choices) && choices is { ValueKind: JsonValueKind.Array } && choices.GetArrayLength() > 0)
        .Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : ""));
}
