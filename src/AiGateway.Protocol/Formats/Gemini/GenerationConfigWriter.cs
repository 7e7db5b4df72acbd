using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Writes the value of <c>generationConfig</c>.</summary>
internal static class GenerationConfigWriter
{
    private const int MaxStopSequences = 5;
    private const int MaxCandidates = 8;

    public static void Write(ChatRequest request, Utf8JsonWriter writer, ModelRules rules, RequestExtensions extensions, FunctionUse functions, LossReport losses)
    {
        writer.WriteStartObject();
        WriteSampling(request, writer);
        WritePenalty(request.PresencePenalty, "presencePenalty", "presence_penalty", writer, rules, losses);
        WritePenalty(request.FrequencyPenalty, "frequencyPenalty", "frequency_penalty", writer, rules, losses);
        WriteStop(request.Stop, writer, losses);
        WriteLogprobs(request, writer, losses);
        WriteResponseFormat(request.ResponseFormat, writer, rules, functions, losses);
        ThinkingWriter.Write(request.Reasoning, writer, rules, losses);
        WriteSpeech(extensions, writer);
        foreach (var (name, value) in extensions.GenerationConfig)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteSampling(ChatRequest request, Utf8JsonWriter writer)
    {
        if (request.MaxTokens is { } maxTokens)
        {
            // Anthropic's 0, which only fills its cache, is refused here.
            writer.WriteNumber("maxOutputTokens"u8, Math.Max(1, maxTokens));
        }

        if (request.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature"u8, temperature);
        }

        if (request.TopP is { } topP)
        {
            writer.WriteNumber("topP"u8, topP);
        }

        if (request.TopK is { } topK)
        {
            writer.WriteNumber("topK"u8, topK);
        }

        if (request.Candidates is { } candidates and > 1)
        {
            writer.WriteNumber("candidateCount"u8, candidates <= MaxCandidates ? candidates : throw JsonRead.Invalid("n", "this provider gives at most 8 answers."));
        }

        if (request.Seed is { } seed)
        {
            // Gemini's seed has 32 bits; a longer one is folded, so that the same seed still gives the same answer.
            writer.WriteNumber("seed"u8, seed is >= int.MinValue and <= int.MaxValue ? (int)seed : (int)(seed ^ (seed >> 32)));
        }
    }

    private static void WritePenalty(double? penalty, string name, string field, Utf8JsonWriter writer, ModelRules rules, LossReport losses)
    {
        if (penalty is null or 0)
        {
            return;
        }

        if (rules.TakesPenalties)
        {
            // The range is open at its upper end.
            writer.WriteNumber(name, Math.Min(penalty.Value, 1.99));
        }
        else
        {
            losses.Drop(field);
        }
    }

    private static void WriteStop(IReadOnlyList<string> stop, Utf8JsonWriter writer, LossReport losses)
    {
        if (stop.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("stopSequences"u8);
        foreach (var sequence in stop.Take(MaxStopSequences))
        {
            writer.WriteStringValue(sequence);
        }

        writer.WriteEndArray();
        if (stop.Count > MaxStopSequences)
        {
            losses.Drop("stop");
        }
    }

    private static void WriteLogprobs(ChatRequest request, Utf8JsonWriter writer, LossReport losses)
    {
        if (request.Logprobs == true)
        {
            writer.WriteBoolean("responseLogprobs"u8, true);
            if (request.TopLogprobs is { } top and > 0)
            {
                writer.WriteNumber("logprobs"u8, top);
            }
        }
        else if (request.TopLogprobs is > 0)
        {
            losses.Drop("top_logprobs");
        }
    }

    private static void WriteResponseFormat(ResponseFormat? format, Utf8JsonWriter writer, ModelRules rules, FunctionUse functions, LossReport losses)
    {
        if (format is null or { Kind: ResponseFormatKind.Text })
        {
            return;
        }

        // Refused together: older models with any function, all of them with a forced call.
        if (functions == FunctionUse.Forced || (functions == FunctionUse.Offered && !rules.TakesJsonWithFunctions))
        {
            losses.Drop("response_format");
            return;
        }

        writer.WriteString("responseMimeType"u8, "application/json"u8);
        if (format.Schema is not { } schema)
        {
            return;
        }

        if (rules.TakesJsonSchema)
        {
            writer.WritePropertyName("responseJsonSchema"u8);
            schema.WriteTo(writer);
        }
        else
        {
            writer.WritePropertyName("responseSchema"u8);
            SchemaReducer.Reduce(schema, losses, "response_format.json_schema.schema").WriteTo(writer);
        }

        if (format.Description is not null)
        {
            losses.Drop("response_format.json_schema.description");
        }
    }

    private static void WriteSpeech(RequestExtensions extensions, Utf8JsonWriter writer)
    {
        // Text alone is what every model but the speech models gives anyway.
        if (extensions.Modalities.Any(static modality => modality != "TEXT"))
        {
            writer.WriteStartArray("responseModalities"u8);
            foreach (var modality in extensions.Modalities)
            {
                writer.WriteStringValue(modality);
            }

            writer.WriteEndArray();
        }

        if (extensions.Voice is { } voice)
        {
            writer.WriteStartObject("speechConfig"u8);
            writer.WriteStartObject("voiceConfig"u8);
            writer.WriteStartObject("prebuiltVoiceConfig"u8);
            writer.WriteString("voiceName"u8, voice);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }
}
