using System.Globalization;
using System.Text.Json;
using AiGateway.Fakes.Serving;
using static AiGateway.Fakes.Anthropic.AnthropicErrors;

namespace AiGateway.Fakes.Anthropic;

/// <summary>What Anthropic demands of a request beyond the form of its fields.</summary>
internal static class AnthropicRules
{
    private const int MaxBreakpoints = 4;

    public static void Check(JsonElement body, ProviderState state)
    {
        var model = AnthropicModel.Of(body.Text("model")!);
        CheckLimits(body, model);
        CheckThinking(body, model);
        CheckSampling(body, model);
        CheckTools(body);
        CheckOutput(body, model);
        CheckCacheControl(body);
        AnthropicMessageRules.Check(body, model, state);
    }

    /// <summary>Whether the request turns thinking on.</summary>
    public static bool Thinks(JsonElement body) => body.Get("thinking")?.Text("type") is "enabled" or "adaptive";

    private static void CheckLimits(JsonElement body, AnthropicModel model)
    {
        if (body.Get("max_tokens")?.GetInt64() is { } tokens && tokens > model.MaxOutput)
        {
            throw BadRequest($"max_tokens: {tokens} > {model.MaxOutput}, which is the maximum allowed number of output tokens for {model.Name}");
        }

        foreach (var (index, sequence) in body.Items("stop_sequences").Index())
        {
            if (string.IsNullOrWhiteSpace(sequence.GetString()))
            {
                throw BadRequest($"stop_sequences.{index}: each stop sequence must contain non-whitespace");
            }
        }
    }

    private static void CheckThinking(JsonElement body, AnthropicModel model)
    {
        var type = body.Get("thinking")?.Text("type");
        if (type == "adaptive" && !model.Adaptive)
        {
            throw BadRequest("thinking: adaptive thinking is not supported on this model");
        }

        if (type == "enabled" && !model.Budgeted)
        {
            throw BadRequest("thinking: \"enabled\" is not supported on this model; use \"adaptive\" and output_config.effort");
        }

        if (type == "enabled" && body.Get("max_tokens")?.GetInt64() is { } limit && body.Get("thinking")!.Value.GetProperty("budget_tokens").GetInt64() >= limit)
        {
            throw BadRequest("`max_tokens` must be greater than `thinking.budget_tokens`");
        }

        if (Thinks(body) && body.Get("tool_choice")?.Text("type") is "any" or "tool")
        {
            throw BadRequest("Thinking may not be enabled when tool_choice forces tool use.");
        }
    }

    private static void CheckSampling(JsonElement body, AnthropicModel model)
    {
        var temperature = body.Get("temperature")?.GetDouble();
        var topP = body.Get("top_p")?.GetDouble();
        if (temperature is not null and not 1 && (Thinks(body) || model.FixedSampling))
        {
            throw BadRequest(string.Create(CultureInfo.InvariantCulture, $"`temperature` may only be set to 1 here, got {temperature}"));
        }

        if (topP < (model.FixedSampling ? 0.99 : Thinks(body) ? 0.95 : 0))
        {
            throw BadRequest("`top_p` is too low for this model or for thinking");
        }

        if (body.Get("top_k") is not null && (Thinks(body) || model.FixedSampling))
        {
            throw BadRequest("`top_k` must be unset here");
        }

        if (temperature is not null && topP is not null)
        {
            throw BadRequest("`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
        }
    }

    private static void CheckTools(JsonElement body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, tool) in body.Items("tools").Index())
        {
            if (!names.Add(tool.Text("name")!))
            {
                throw BadRequest("tools: Tool names must be unique.");
            }

            if (tool.Get("input_schema") is not { } schema)
            {
                continue;
            }

            if (schema.Text("type") != "object")
            {
                throw BadRequest(schema.Get("type") is null ? $"tools.{index}.custom.input_schema.type: Field required" : $"tools.{index}.custom.input_schema.type: Input should be 'object'");
            }

            if (schema.Get("oneOf") is not null || schema.Get("anyOf") is not null || schema.Get("allOf") is not null)
            {
                throw BadRequest($"tools.{index}.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level");
            }
        }

        if (body.Get("tool_choice") is not { } choice)
        {
            return;
        }

        if (names.Count == 0)
        {
            throw BadRequest("tool_choice may only be specified while providing tools.");
        }

        if (choice.Text("name") is { } named && !names.Contains(named))
        {
            throw BadRequest($"Tool '{named}' not found in provided tools");
        }
    }

    private static void CheckOutput(JsonElement body, AnthropicModel model)
    {
        var output = body.Get("output_config");
        if (output?.Text("effort") is { } effort)
        {
            if (!model.Effort)
            {
                throw BadRequest("This model does not support the effort parameter.");
            }

            if (effort == "xhigh" && model.Version < 47)
            {
                throw BadRequest("output_config.effort: 'xhigh' is not supported on this model");
            }
        }

        if (output?.Get("format")?.Get("schema") is { } schema && Open(schema))
        {
            throw BadRequest("output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false");
        }
    }

    private static bool Open(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => (schema.Text("type") == "object" && schema.Get("additionalProperties") is not { ValueKind: JsonValueKind.False })
            || schema.EnumerateObject().Any(member => member.Name is not ("enum" or "const" or "default" or "examples") && Open(member.Value)),
        JsonValueKind.Array => schema.EnumerateArray().Any(Open),
        _ => false,
    };

    private static void CheckCacheControl(JsonElement body)
    {
        var count = body.Items("tools").Concat(body.Items("system")).Concat(body.Items("messages").SelectMany(message => message.Items("content")))
            .SelectMany(block => block.Items("content").Prepend(block))
            .Count(block => block.Get("cache_control") is not null);
        if (count > MaxBreakpoints)
        {
            throw BadRequest($"A maximum of {MaxBreakpoints} blocks with cache_control may be provided. Found {count}.");
        }
    }
}
