using System.Text.Json;
using AiGateway.Fakes.Serving;
using static AiGateway.Fakes.Gemini.GeminiErrors;

namespace AiGateway.Fakes.Gemini;

/// <summary>How Gemini wants turns and parts to follow each other.</summary>
internal static class GeminiContentRules
{
    /// <summary>The documented stand-in for the signature of a call that no Gemini made.</summary>
    public const string SkipSignature = "skip_thought_signature_validator";

    private static readonly string[] DataFields =
        ["text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult", "toolCall", "toolResponse"];

    public static void Check(JsonElement body, GeminiModel model, ProviderState state)
    {
        var contents = body.Items("contents").ToList();
        if (contents.Count == 0)
        {
            throw BadRequest("* GenerateContentRequest.contents: contents is not specified");
        }

        foreach (var (index, content) in contents.Index())
        {
            CheckContent(content, $"contents[{index}]");
        }

        if (body.Get("systemInstruction") is { } system && system.Items("parts").Any(part => part.Get("text") is null))
        {
            throw BadRequest("* GenerateContentRequest.system_instruction: only text parts are supported");
        }

        if (contents.Count == 1 && contents[0].Text("role") == "model")
        {
            throw BadRequest("Please ensure that single turn requests end with a user role or the role field is empty.");
        }

        CheckCalls(contents);
        if (model.Third)
        {
            CheckSignatures(contents, state);
        }
    }

    private static void CheckContent(JsonElement content, string path)
    {
        if (content.Text("role") is not (null or "user" or "model"))
        {
            throw BadRequest("Please use a valid role: user, model.");
        }

        if (!content.Items("parts").Any())
        {
            throw BadRequest($"* GenerateContentRequest.{path}.parts: contents.parts must not be empty.");
        }

        foreach (var (index, part) in content.Items("parts").Index())
        {
            var data = DataFields.Where(name => part.Get(name) is not null).ToList();
            if (data.Count == 0)
            {
                throw BadRequest($"* GenerateContentRequest.{path}.parts[{index}].data: required oneof field 'data' must have one initialized field");
            }

            if (data.Count > 1)
            {
                throw BadRequest($"Invalid value at '{path}.parts[{index}]' (oneof), oneof field 'data' is already set. Cannot set '{data[1]}'");
            }

            if (part.Get("inlineData") is { } inline && (inline.Text("mimeType") is null || !JsonReading.IsBase64(inline.Text("data") ?? "")))
            {
                throw BadRequest($"Invalid value at '{path}.parts[{index}].inline_data': a mime type and base64 data are required");
            }

            if (part.Get("fileData") is { } file && file.Text("fileUri") is null)
            {
                throw BadRequest($"Invalid value at '{path}.parts[{index}].file_data.file_uri': it is required");
            }

            foreach (var kind in (string[])["functionCall", "functionResponse"])
            {
                if (part.Get(kind) is { } function && string.IsNullOrEmpty(function.Text("name")))
                {
                    throw BadRequest($"* GenerateContentRequest.{path}.parts[{index}].{kind}.name: Name cannot be empty.");
                }
            }

            if (part.Get("functionResponse") is { } answer && answer.Get("response") is null)
            {
                throw BadRequest($"* GenerateContentRequest.{path}.parts[{index}].function_response.response: response is required");
            }
        }
    }

    private static void CheckCalls(List<JsonElement> contents)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            var calls = Parts(contents[i], "functionCall");
            var responses = Parts(contents[i], "functionResponse");
            if (calls.Count > 0 && contents[i].Text("role") != "model")
            {
                throw BadRequest("Please ensure that function calls are made in a model turn.");
            }

            if (calls.Count > 0 && i == 0)
            {
                throw BadRequest("Please ensure that function call turn comes immediately after a user turn or after a function response turn.");
            }

            var asked = i > 0 ? Parts(contents[i - 1], "functionCall") : [];
            if (responses.Count != asked.Count)
            {
                throw BadRequest(asked.Count == 0
                    ? "Please ensure that function response turn comes immediately after a function call turn."
                    : "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.");
            }

            foreach (var response in responses)
            {
                if (!asked.Exists(call => call.Text("name") == response.Text("name")
                    && (call.Text("id") is null || response.Text("id") is null || call.Text("id") == response.Text("id"))))
                {
                    throw BadRequest($"The function response '{response.Text("name")}' has no function call of that name and id in the turn before.");
                }
            }
        }
    }

    /// <summary>Since the last user turn that is more than function responses, the first call of each step has its signature.</summary>
    private static void CheckSignatures(List<JsonElement> contents, ProviderState state)
    {
        var turn = contents.FindLastIndex(content => content.Text("role") != "model" && Parts(content, "functionResponse").Count == 0);
        for (var i = turn + 1; i < contents.Count; i++)
        {
            var first = contents[i].Items("parts").FirstOrDefault(part => part.Get("functionCall") is not null);
            if (first.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            var name = first.GetProperty("functionCall").Text("name");
            if (first.Text("thoughtSignature") is not { } signature)
            {
                throw BadRequest($"Function call is missing a thought_signature in functionCall parts. Function call `{name}`, position {i + 1}.");
            }

            if (signature != SkipSignature && !state.Issued(signature))
            {
                throw BadRequest($"Thought signature is not valid. Function call `{name}`, position {i + 1}.");
            }
        }
    }

    private static List<JsonElement> Parts(JsonElement content, string kind) => [.. content.Items("parts").Select(part => part.Get(kind)).OfType<JsonElement>()];
}
