using System.Text.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Looks through a caller's request for what a provider would refuse or misread.</summary>
internal static class RewriteScan
{
    public static bool IsNeeded(ReadOnlySpan<byte> body, OpenAIChatQuirks quirks)
    {
        if (ReferenceEquals(quirks, OpenAIChatQuirks.OpenAI) && !MayCarryForeignState(body))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            return !reader.Read() || reader.TokenType != JsonTokenType.StartObject || TopLevel(ref reader, quirks);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Malformed, or a value of a type that it cannot have.
            return true;
        }
    }

    /// <summary>
    /// What other providers' answers and the SDKs themselves leave in a conversation is all that OpenAI refuses of an OpenAI request. These words need not be
    /// searched for in their escaped spellings: no client writes those.
    /// </summary>
    private static bool MayCarryForeignState(ReadOnlySpan<byte> body) =>
        body.IndexOf("\"tool_call"u8) >= 0
        || body.IndexOf("\"parsed\""u8) >= 0
        || body.IndexOf("\"reasoning_"u8) >= 0
        || body.IndexOf("\"reasoning\""u8) >= 0
        || body.IndexOf("\"thinking"u8) >= 0
        || body.IndexOf("\"extra_content\""u8) >= 0
        || body.IndexOf("\"cache_control\""u8) >= 0;

    private static bool TopLevel(ref Utf8JsonReader reader, OpenAIChatQuirks quirks)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (name == "messages")
            {
                if (reader.TokenType != JsonTokenType.StartArray || Messages(ref reader, quirks))
                {
                    return true;
                }
            }
            else if (Field(name, ref reader, quirks))
            {
                return true;
            }
            else
            {
                reader.Skip();
            }
        }

        return false;
    }

    private static bool Field(string name, ref Utf8JsonReader reader, OpenAIChatQuirks quirks)
    {
        if (quirks.RefusedFields.Contains(name))
        {
            return true;
        }

        switch (name)
        {
            case "max_completion_tokens":
                return quirks.MaxTokensField != name;
            case "seed":
                return quirks.SeedField != name;
            case "user":
                return quirks.EndUserField is null;
            case "safety_identifier":
                return quirks.EndUserField != name;
            case "stream_options":
                return !quirks.StreamOptions;
            case "functions" or "function_call":
                return !quirks.LegacyFunctions;
            case "temperature":
                return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var temperature)
                    && ((temperature == 0 && quirks.ZeroTemperature is not null) || temperature > quirks.MaxTemperature);
            case "tool_choice":
                return reader.TokenType == JsonTokenType.String
                    ? quirks.RequiredToolChoice != "required" && reader.ValueTextEquals("required"u8)
                    : !quirks.AllowedToolsChoice && Holds(reader, "allowed_tools"u8);
            case "tools":
                return !quirks.CustomTools && Holds(reader, "custom"u8);
            case "response_format":
                return quirks.JsonSchema switch
                {
                    JsonSchemaSupport.Native => false,
                    JsonSchemaSupport.ObjectAndInstruction => Holds(reader, "json_schema"u8),
                    _ => true,
                };
            case "reasoning_effort":
                return quirks.ReasoningEfforts is { } efforts && !efforts.Contains(reader.GetString(), StringComparer.Ordinal);
            case "service_tier":
                return quirks.ServiceTiers.ContainsKey(reader.GetString() ?? "");
            case "stop":
                return reader.TokenType == JsonTokenType.StartArray && Count(reader) > quirks.MaxStops;
            default:
                return quirks.AllowedExtensions is { } allowed && !RequestReader.IsMapped(name) && !allowed.Contains(name);
        }
    }

    private static bool Messages(ref Utf8JsonReader reader, OpenAIChatQuirks quirks)
    {
        var afterTool = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var scan = new MessageScan(quirks);
            if (reader.TokenType != JsonTokenType.StartObject || scan.Read(ref reader)
                || (afterTool && scan.IsUser && quirks.AssistantAfterTools is not null))
            {
                return true;
            }

            afterTool = scan.IsTool;
        }

        return false;
    }

    /// <summary>Whether the value has this string as a name or a value anywhere. The reader is a copy, so the caller's stays where it is.</summary>
    private static bool Holds(Utf8JsonReader reader, ReadOnlySpan<byte> word)
    {
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueTextEquals(word))
            {
                return true;
            }
        }
        while (reader.Read() && reader.CurrentDepth > depth);

        return false;
    }

    private static int Count(Utf8JsonReader reader)
    {
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            reader.Skip();
        }

        return count;
    }
}
