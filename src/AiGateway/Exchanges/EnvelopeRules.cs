using System.Text.Json;
using AiGateway.Protocol;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Exchanges;

/// <summary>Checks the top-level fields of a request that are the same for every provider, before any is called.</summary>
/// <remarks>
/// Fields that are not listed pass: providers add new ones weekly, and the one who understands them also checks them. Ranges are
/// those of OpenAI's API description, as it stood on 2026-08-21.
/// </remarks>
internal static class EnvelopeRules
{
    private const int MaxModelLength = 256;

    /// <summary>Fields by which other gateways let a caller choose where its request goes. Here nothing a caller sends does.</summary>
    private static readonly string[] Control = ["api_base", "base_url", "api_key", "extra_headers", "organization", "api_version", "custom_llm_provider"];

    private static readonly Dictionary<string, FieldRule> Chat = new(StringComparer.Ordinal)
    {
        ["messages"] = FieldRule.Array(1, 100_000),
        ["stream"] = FieldRule.Boolean,
        ["stream_options"] = FieldRule.Object,
        ["max_tokens"] = FieldRule.Integer(1, int.MaxValue),
        ["max_completion_tokens"] = FieldRule.Integer(1, int.MaxValue),
        ["temperature"] = FieldRule.Number(0, 2),
        ["top_p"] = FieldRule.Number(0, 1),
        ["n"] = FieldRule.Integer(1, 128),
        ["seed"] = FieldRule.Integer(long.MinValue, long.MaxValue),
        ["frequency_penalty"] = FieldRule.Number(-2, 2),
        ["presence_penalty"] = FieldRule.Number(-2, 2),
        ["logprobs"] = FieldRule.Boolean,
        ["top_logprobs"] = FieldRule.Integer(0, 20),
        ["logit_bias"] = FieldRule.Object,
        ["tools"] = FieldRule.Array(0, 1024),
        ["functions"] = FieldRule.Array(0, 1024),
        ["parallel_tool_calls"] = FieldRule.Boolean,
        ["response_format"] = FieldRule.Object,
        ["metadata"] = FieldRule.Object,
        ["store"] = FieldRule.Boolean,
        ["user"] = FieldRule.String,
        ["safety_identifier"] = FieldRule.String,
        ["service_tier"] = FieldRule.String,
        ["reasoning_effort"] = FieldRule.String,
        ["prompt_cache_key"] = FieldRule.String,
        ["modalities"] = FieldRule.Array(0, 16),
        ["audio"] = FieldRule.Object,
    };

    private static readonly Dictionary<string, FieldRule> Embeddings = new(StringComparer.Ordinal)
    {
        ["dimensions"] = FieldRule.Integer(1, 100_000),
        ["encoding_format"] = FieldRule.String,
        ["user"] = FieldRule.String,
    };

    /// <summary>The reason to refuse a request by its fields, or null.</summary>
    public static GatewayError? Check(Operation operation, RequestEnvelope envelope, ReadOnlySpan<byte> body)
    {
        var rules = operation == Operation.Chat ? Chat : Embeddings;
        foreach (var field in envelope.Fields)
        {
            if (Array.IndexOf(Control, field.Name) >= 0)
            {
                return GatewayError.InvalidRequest($"'{field.Name}' is not taken from callers: where a request goes is the gateway's configuration alone.", field.Name, "unknown_parameter");
            }

            if (field.Kind != JsonTokenType.Null && rules.TryGetValue(field.Name, out var rule) && rule.Check(field, body) is { } error)
            {
                return error;
            }
        }

        return CheckModel(envelope, body) ?? CheckRequired(operation == Operation.Chat ? "messages" : "input", envelope);
    }

    private static GatewayError? CheckModel(RequestEnvelope envelope, ReadOnlySpan<byte> body)
    {
        if (CheckRequired("model", envelope) is { } missing)
        {
            return missing;
        }

        if (envelope.GetString(body, "model") is not { } model)
        {
            return GatewayError.InvalidRequest("Invalid type for 'model': expected a string.", "model", "invalid_type");
        }

        return model.Length is 0 or > MaxModelLength || model.Any(char.IsControl)
            ? GatewayError.InvalidRequest($"Invalid value for 'model': expected 1 to {MaxModelLength} printable characters.", "model", "invalid_value")
            : null;
    }

    private static GatewayError? CheckRequired(string name, RequestEnvelope envelope) =>
        envelope.TryGet(name, out var field) && field.Kind != JsonTokenType.Null
            ? null
            : GatewayError.InvalidRequest($"Missing required parameter: '{name}'.", name, "missing_required_parameter");
}
