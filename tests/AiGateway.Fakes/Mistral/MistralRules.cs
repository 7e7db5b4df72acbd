using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Fakes.Serving;
using static AiGateway.Fakes.Mistral.MistralErrors;

namespace AiGateway.Fakes.Mistral;

/// <summary>What Mistral demands of a chat request beyond the form of its fields: the order of roles above all.</summary>
internal static partial class MistralRules
{
    public static void Check(JsonElement body)
    {
        if (body.Text("model")!.Contains("embed", StringComparison.Ordinal))
        {
            throw NoSuchModel(body.Text("model")!);
        }

        foreach (var function in body.Items("tools").Select(tool => tool.Get("function")).OfType<JsonElement>())
        {
            if (!FunctionName().IsMatch(function.Text("name")!))
            {
                throw BadRequest(
                    $"Function name was {function.Text("name")} but must be a-z, A-Z, 0-9, or contain underscores and dashes, with a maximum length of 64.",
                    "invalid_function_name",
                    "3281");
            }
        }

        var format = body.Get("response_format");
        if (format?.Text("type") == "json_schema" && format.Value.Get("json_schema") is null)
        {
            throw BadRequest("response_format of type json_schema needs a json_schema");
        }

        CheckOrder(body.Items("messages").ToList());
    }

    private static void CheckOrder(List<JsonElement> messages)
    {
        var open = new List<string>();
        string? before = null;
        foreach (var (index, message) in messages.Index())
        {
            var role = message.Text("role")!;
            if (role == "tool")
            {
                CheckResult(message, before, open);
            }
            else if (open.Count > 0)
            {
                throw BadOrder("Not the same number of function calls and responses");
            }
            else if (role == "user" && before == "tool")
            {
                throw BadOrder("Unexpected role 'user' after role 'tool'");
            }

            if (role == "assistant")
            {
                CheckAssistant(message, index == messages.Count - 1);
                open.AddRange(message.Items("tool_calls").Select(call => call.Text("id") ?? "null"));
            }

            before = role;
        }

        if (open.Count > 0)
        {
            throw BadOrder("Not the same number of function calls and responses");
        }

        if (before == "system" || (before == "assistant" && !messages[^1].IsTrue("prefix")))
        {
            throw BadOrder($"Expected last role User or Tool (or Assistant with prefix True) for serving but got {before}");
        }
    }

    private static void CheckResult(JsonElement message, string? before, List<string> open)
    {
        if (before is not ("assistant" or "tool"))
        {
            throw BadOrder($"Unexpected role 'tool' after role '{before ?? "none"}'");
        }

        if (message.Text("tool_call_id") is not { } id)
        {
            throw BadRequest("Tool message has to have a tool call id", "invalid_request_error", "3051");
        }

        if (!open.Remove(id))
        {
            throw BadRequest($"Unexpected tool call id {id} in tool results", "invalid_function_call", "3282");
        }
    }

    private static void CheckAssistant(JsonElement message, bool last)
    {
        var calls = message.Items("tool_calls").ToList();
        var silent = message.Get("content") is null or { ValueKind: JsonValueKind.String } && string.IsNullOrEmpty(message.Text("content"));
        if (silent && calls.Count == 0 && !last)
        {
            throw BadRequest("Assistant message must have either content or tool_calls, but not none.", "invalid_request_assistant_message", "3240");
        }

        if (calls.Select(call => call.Text("id") ?? "null").FirstOrDefault(id => !CallId().IsMatch(id)) is { } wrong)
        {
            throw BadRequest($"Tool call id was {wrong} but must be a-z, A-Z, 0-9, with a length of 9.", "invalid_function_call", "3280");
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9]{9}$", RegexOptions.CultureInvariant)]
    private static partial Regex CallId();

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionName();
}
