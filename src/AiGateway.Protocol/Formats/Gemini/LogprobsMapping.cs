using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Turns <c>logprobsResult</c> into OpenAI's elements and back.</summary>
internal static class LogprobsMapping
{
    public static void Read(int choice, JsonElement result, ICollection<ChatEvent> events)
    {
        if (!result.TryGet("chosenCandidates", out var chosen) || chosen.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var top = result.TryGet("topCandidates", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToList() : [];
        var tokens = new List<JsonElement>();
        foreach (var token in chosen.EnumerateArray())
        {
            var at = tokens.Count;
            tokens.Add(JsonElement.Parse(JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                WriteToken(writer, token);
                writer.WriteStartArray("top_logprobs"u8);
                if (at < top.Count && top[at].TryGet("candidates", out var others) && others.ValueKind == JsonValueKind.Array)
                {
                    foreach (var other in others.EnumerateArray())
                    {
                        writer.WriteStartObject();
                        WriteToken(writer, other);
                        writer.WriteEndObject();
                    }
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            })));
        }

        if (tokens.Count > 0)
        {
            events.Add(new ChatEvent.Logprobs(choice, tokens));
        }
    }

    public static void Write(Utf8JsonWriter writer, IEnumerable<JsonElement> tokens)
    {
        var all = tokens.ToList();
        writer.WriteStartObject("logprobsResult"u8);
        writer.WriteStartArray("topCandidates"u8);
        foreach (var token in all)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("candidates"u8);
            if (token.TryGet("top_logprobs", out var top) && top.ValueKind == JsonValueKind.Array)
            {
                foreach (var other in top.EnumerateArray())
                {
                    WriteCandidate(writer, other);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("chosenCandidates"u8);
        foreach (var token in all)
        {
            WriteCandidate(writer, token);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter writer, JsonElement token)
    {
        var text = token.StringOrNull("token") ?? "";
        writer.WriteString("token"u8, text);
        writer.WriteNumber("logprob"u8, Number(token, "logProbability"));
        writer.WriteStartArray("bytes"u8);
        foreach (var value in System.Text.Encoding.UTF8.GetBytes(text))
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }

    private static void WriteCandidate(Utf8JsonWriter writer, JsonElement token)
    {
        writer.WriteStartObject();
        writer.WriteString("token"u8, token.StringOrNull("token"));
        writer.WriteNumber("logProbability"u8, Number(token, "logprob"));
        writer.WriteEndObject();
    }

    private static double Number(JsonElement token, string name) =>
        token.TryGet(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : 0;
}
