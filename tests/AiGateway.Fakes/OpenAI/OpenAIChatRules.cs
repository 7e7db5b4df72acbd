using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Fakes.Serving;
using static AiGateway.Fakes.OpenAI.OpenAIErrors;

namespace AiGateway.Fakes.OpenAI;

/// <summary>What OpenAI demands of a chat request beyond the form of its fields.</summary>
internal static partial class OpenAIChatRules
{
    public static void Check(JsonElement body)
    {
        var model = body.GetProperty("model").GetString()!;
        if (model.Contains("embedding", StringComparison.Ordinal))
        {
            throw new Refusal(404, Body("This is not a chat model and thus not supported in the v1/chat/completions endpoint.", "invalid_request_error", "model", null));
        }

        CheckModel(body, model);
        CheckCombinations(body);
        OpenAIMessageRules.Check(body.GetProperty("messages"));
        CheckTools(body);
        CheckFormat(body);
    }

    /// <summary>Whether the model thinks before it answers (o-series and gpt-5 onwards, their chat variants excepted).</summary>
    public static bool IsReasoning(string model) => ReasoningModels().IsMatch(model) && !model.Contains("-chat", StringComparison.Ordinal);

    private static void CheckModel(JsonElement body, string model)
    {
        if (!IsReasoning(model))
        {
            if (body.Get("reasoning_effort") is not null)
            {
                throw BadRequest("Unrecognized request argument supplied: reasoning_effort");
            }

            return;
        }

        if (body.Get("max_tokens") is not null)
        {
            throw Unsupported("max_tokens", "Use 'max_completion_tokens' instead.");
        }

        foreach (var name in (string[])["frequency_penalty", "presence_penalty", "logit_bias", "top_logprobs"])
        {
            if (body.Get(name) is not null)
            {
                throw Unsupported(name, "");
            }
        }

        if (model.StartsWith("gpt-5.", StringComparison.Ordinal) && body.Get("reasoning_effort")?.GetString() == "none")
        {
            return;
        }

        if (body.Get("temperature")?.GetDouble() is { } temperature and not 1)
        {
            var shown = temperature.ToString(CultureInfo.InvariantCulture);
            throw BadRequest($"Unsupported value: 'temperature' does not support {shown} with this model. Only the default (1) value is supported.", "temperature", "unsupported_value");
        }

        foreach (var name in (string[])["top_p", "logprobs"])
        {
            if (body.Get(name) is not null)
            {
                throw Unsupported(name, "");
            }
        }
    }

    private static void CheckCombinations(JsonElement body)
    {
        if (body.Get("max_tokens") is not null && body.Get("max_completion_tokens") is not null)
        {
            throw BadRequest("'max_tokens' and 'max_completion_tokens' must not be set at the same time.", "max_tokens", "invalid_parameter_combination");
        }

        if (body.Get("top_logprobs") is not null && body.Get("logprobs")?.GetBoolean() != true)
        {
            throw BadRequest("The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "top_logprobs");
        }

        if (body.Get("stream_options") is not null && body.Get("stream")?.GetBoolean() != true)
        {
            throw BadRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
        }

        foreach (var name in (string[])["tool_choice", "parallel_tool_calls"])
        {
            if (body.Get(name) is not null && body.Get("tools") is null)
            {
                throw BadRequest($"'{name}' is only allowed when 'tools' are specified.", name);
            }
        }
    }

    private static void CheckTools(JsonElement body)
    {
        if (body.Get("tools") is not { } tools)
        {
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, tool) in tools.EnumerateArray().Index())
        {
            var definition = tool.GetProperty(tool.GetProperty("type").GetString()!);
            var name = definition.GetProperty("name").GetString()!;
            names.Add(name);
            if (definition.Get("parameters") is { } parameters
                && OpenAISchemaRules.Problem(parameters, definition.Get("strict")?.GetBoolean() == true) is { } problem)
            {
                throw BadRequest($"Invalid schema for function '{name}': {problem}", $"tools[{index}].function.parameters", "invalid_function_parameters");
            }
        }

        if (body.Get("tool_choice") is { ValueKind: JsonValueKind.Object } choice && choice.Get("function") is { } function
            && !names.Contains(function.GetProperty("name").GetString()!))
        {
            throw BadRequest($"Tool choice '{function.GetProperty("name").GetString()}' not found in 'tools' parameter.", "tool_choice");
        }
    }

    private static void CheckFormat(JsonElement body)
    {
        if (body.Get("response_format") is not { } format)
        {
            return;
        }

        var type = format.GetProperty("type").GetString();
        if (type == "json_object" && !body.GetProperty("messages").GetRawText().Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw BadRequest("'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", "messages");
        }

        if (type == "json_schema" && format.GetProperty("json_schema") is var named && named.Get("schema") is { } schema
            && OpenAISchemaRules.Problem(schema, named.Get("strict")?.GetBoolean() == true) is { } problem)
        {
            throw BadRequest($"Invalid schema for response_format '{named.GetProperty("name").GetString()}': {problem}", "response_format");
        }
    }

    private static Refusal Unsupported(string name, string advice) =>
        BadRequest($"Unsupported parameter: '{name}' is not supported with this model. {advice}".TrimEnd(), name, "unsupported_parameter");

    [GeneratedRegex("^(o[0-9]|gpt-([5-9]|[1-9][0-9]))", RegexOptions.CultureInvariant)]
    private static partial Regex ReasoningModels();
}
