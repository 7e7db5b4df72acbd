using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Fakes.Serving;
using static AiGateway.Fakes.OpenAI.OpenAIErrors;

namespace AiGateway.Fakes.OpenAI;

/// <summary>How OpenAI wants messages to follow each other, and what may stand in their parts.</summary>
internal static partial class OpenAIMessageRules
{
    public static void Check(JsonElement messages)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, message) in messages.EnumerateArray().Index())
        {
            var role = message.GetProperty("role").GetString();
            if (role == "tool")
            {
                if (!open.Remove(message.GetProperty("tool_call_id").GetString()!))
                {
                    throw BadRequest(
                        $"Invalid parameter: messages with role 'tool' must answer a preceding message with 'tool_calls'; messages[{index}] does not.",
                        $"messages[{index}].role");
                }

                continue;
            }

            RequireAnswered(open, index);
            if (role == "assistant")
            {
                CheckAssistant(message, index);
                open.UnionWith(message.Get("tool_calls") is { } calls ? calls.EnumerateArray().Select(call => call.GetProperty("id").GetString()!) : []);
            }

            if (message.Get("content") is { ValueKind: JsonValueKind.Array } parts)
            {
                foreach (var (at, part) in parts.EnumerateArray().Index())
                {
                    CheckPart(part, $"messages[{index}].content[{at}]");
                }
            }
        }

        RequireAnswered(open, messages.GetArrayLength());
    }

    private static void RequireAnswered(HashSet<string> open, int index)
    {
        if (open.Count > 0)
        {
            throw BadRequest(
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
                + $"The following tool_call_ids did not have response messages: {string.Join(", ", open)}",
                $"messages[{index}].role");
        }
    }

    private static void CheckAssistant(JsonElement message, int index)
    {
        if (message.Get("content") is null && message.Get("tool_calls") is null && message.Get("refusal") is null
            && message.Get("audio") is null && message.Get("function_call") is null)
        {
            throw BadRequest($"Invalid value for 'content': expected a string, got null.", $"messages[{index}].content", "invalid_type");
        }
    }

    private static void CheckPart(JsonElement part, string path)
    {
        if (part.Get("image_url")?.GetProperty("url").GetString() is { } url)
        {
            if (!url.StartsWith("data:", StringComparison.Ordinal))
            {
                if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                {
                    throw BadRequest($"Invalid '{path}.image_url.url': expected a valid URL, but got a value with an invalid format.", $"{path}.image_url.url", "invalid_value");
                }
            }
            else if (ImageData().Match(url) is not { Success: true } image || !JsonReading.IsBase64(image.Groups[2].Value))
            {
                throw BadRequest($"Invalid '{path}.image_url.url': expected base64-encoded image data of a supported format (png, jpeg, gif, webp).", $"{path}.image_url.url", "invalid_image_format");
            }
        }

        if (part.Get("input_audio")?.GetProperty("data").GetString() is { } audio && !JsonReading.IsBase64(audio))
        {
            throw BadRequest($"Invalid '{path}.input_audio.data': expected base64.", $"{path}.input_audio.data", "invalid_value");
        }

        if (part.Get("file") is { } file)
        {
            CheckFile(file, path);
        }
    }

    private static void CheckFile(JsonElement file, string path)
    {
        if (file.Get("file_data")?.GetString() is { } data)
        {
            if (FileData().Match(data) is not { Success: true } match || !JsonReading.IsBase64(match.Groups[2].Value))
            {
                throw BadRequest($"Invalid '{path}.file.file_data': expected a base64-encoded data URL with a MIME type.", $"{path}.file.file_data", "invalid_value");
            }

            if (file.Get("filename") is null)
            {
                throw BadRequest($"Missing required parameter: '{path}.file.filename'.", $"{path}.file.filename", "missing_required_parameter");
            }
        }
        else if (file.Get("file_id") is null)
        {
            throw BadRequest($"Missing required parameter: '{path}.file.file_id'.", $"{path}.file.file_id", "missing_required_parameter");
        }
    }

    [GeneratedRegex("^data:image/(png|jpeg|jpg|gif|webp);base64,(.+)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex ImageData();

    [GeneratedRegex("^data:([a-z0-9.+-]+/[a-z0-9.+-]+);base64,(.+)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex FileData();
}
