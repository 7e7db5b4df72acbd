using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Fakes.Serving;
using static AiGateway.Fakes.Gemini.GeminiErrors;

namespace AiGateway.Fakes.Gemini;

/// <summary>What Gemini demands of a request beyond the form of its fields.</summary>
internal static partial class GeminiRules
{
    public static void Check(JsonElement body, GeminiModel model, ProviderState state)
    {
        CheckConfig(body, model);
        var names = CheckTools(body);
        CheckToolConfig(body, names);
        GeminiContentRules.Check(body, model, state);
    }

    /// <summary>All functions the request declares.</summary>
    public static IEnumerable<JsonElement> Declarations(JsonElement body) => body.Items("tools").SelectMany(tool => tool.Items("functionDeclarations"));

    private static void CheckConfig(JsonElement body, GeminiModel model)
    {
        if (body.Get("generationConfig") is not { } config)
        {
            return;
        }

        var mime = config.Text("responseMimeType");
        var schemas = new[] { "responseSchema", "responseJsonSchema" }.Count(name => config.Get(name) is not null);
        if (schemas > 1)
        {
            throw BadRequest("* GenerateContentRequest.generation_config: only one of response_schema and response_json_schema may be set");
        }

        if (schemas > 0 && mime is null or "text/plain")
        {
            throw BadRequest("* GenerateContentRequest.generation_config.response_schema: only allowed when response_mime_type is 'application/json' or 'text/x.enum'");
        }

        if (mime == "application/json" && !model.Third && Declarations(body).Any())
        {
            throw BadRequest("Function calling with a response mime type: 'application/json' is unsupported");
        }

        if (config.Get("logprobs") is not null && !config.IsTrue("responseLogprobs"))
        {
            throw BadRequest("* GenerateContentRequest.generation_config.logprobs: only allowed when response_logprobs is true");
        }

        CheckThinking(config.Get("thinkingConfig"), model);
    }

    private static void CheckThinking(JsonElement? thinking, GeminiModel model)
    {
        if (thinking is not { } set)
        {
            return;
        }

        var budget = set.Get("thinkingBudget")?.GetInt32();
        var level = set.Text("thinkingLevel");
        if (!model.Thinks)
        {
            throw BadRequest("Thinking is not supported for this model.");
        }

        if (budget is not null && level is not null)
        {
            throw BadRequest("You can only set only one of thinking budget and thinking level.");
        }

        if (level is not null && !model.Third)
        {
            throw BadRequest("Thinking level is not supported for this model.");
        }

        if (level == "MINIMAL" && !model.Minimal)
        {
            throw BadRequest("Thinking level MINIMAL is not supported for this model.");
        }

        if (budget == 0 && model.AlwaysThinks)
        {
            throw BadRequest("Budget 0 is invalid. This model only works in thinking mode.");
        }
    }

    private static HashSet<string> CheckTools(JsonElement body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var declaration in Declarations(body))
        {
            var name = declaration.Text("name") ?? "";
            if (!FunctionName().IsMatch(name))
            {
                throw BadRequest($"Invalid function name '{name}': it starts with a letter or underscore and has at most 64 letters, digits, underscores, dots, colons or dashes.");
            }

            if (!names.Add(name))
            {
                throw BadRequest($"Duplicate function declaration found: {name}");
            }

            if (declaration.Get("parameters") is not null && declaration.Get("parametersJsonSchema") is not null)
            {
                throw BadRequest($"* GenerateContentRequest.tools.function_declarations: '{name}' sets both parameters and parameters_json_schema");
            }
        }

        return names;
    }

    private static void CheckToolConfig(JsonElement body, HashSet<string> names)
    {
        if (body.Get("toolConfig")?.Get("functionCallingConfig") is not { } config)
        {
            return;
        }

        var mode = config.Text("mode");
        if (names.Count == 0 && mode is "ANY" or "VALIDATED")
        {
            throw BadRequest("Function calling config is set without function_declarations.");
        }

        if (config.Items("allowedFunctionNames").Any() && mode is not ("ANY" or "VALIDATED"))
        {
            throw BadRequest("Function calling config: allowed_function_names may only be set when mode is ANY or VALIDATED.");
        }

        if (config.Items("allowedFunctionNames").Select(name => name.GetString()!).FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw BadRequest($"Function calling config: '{unknown}' in allowed_function_names is not declared.");
        }
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionName();
}
