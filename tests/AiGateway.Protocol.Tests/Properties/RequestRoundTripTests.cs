using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Properties;

/// <summary>What a format has written it reads back as the same, but for what it reported as lost: nothing vanishes without a word.</summary>
public class RequestRoundTripTests
{
    private const int Rounds = 400;

    [Theory]
    [InlineData("OpenAIChat", "some-model")]
    [InlineData("OpenAIChat", "gpt-4o")]
    [InlineData("OpenAIChat", "gpt-5.2")]
    [InlineData("OpenAIChat", "gpt-5.6")]
    [InlineData("AnthropicMessages", "claude-opus-4-6")]
    [InlineData("AnthropicMessages", "claude-sonnet-4-5")]
    [InlineData("AnthropicMessages", "claude-opus-5-5")]
    [InlineData("Gemini", "gemini-3-flash-preview")]
    [InlineData("Gemini", "gemini-2.5-flash")]
    [InlineData("Gemini", "gemini-2.0-flash")]
    public void What_is_not_reported_survives(string format, string model)
    {
        var requests = new HubRequests(20_261_120);
        var written = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var request = Fitting(requests.Next(), format);
            var context = new RequestWriteContext { TargetModel = model };
            if (TryWrite(format, request, context) is not { } body)
            {
                continue;
            }

            written++;
            Compare(Expected(request, format, body), TestFormats.Get(format).ReadRequest(body), context.Losses.Dropped, $"{format} {model} round {round}: {body}\ndropped: {string.Join(", ", context.Losses.Dropped)}");
        }

        written.ShouldBeGreaterThan(Rounds / 2, "most requests can be said in every format");
    }

    private static JsonElement? TryWrite(string format, ChatRequest request, RequestWriteContext context)
    {
        try
        {
            var body = JsonNode.Parse(JsonText.Write(writer => TestFormats.Get(format).WriteRequest(request, writer, context)))!.AsObject();

            // Gemini's stands in the URL, from where the gateway puts it into the body.
            body["model"] = context.TargetModel;
            return JsonElement.Parse(body.ToJsonString());
        }
        catch (WireFormatException exception)
        {
            exception.Error.Status.ShouldBe(400);
            exception.Error.Param.ShouldNotBeNullOrEmpty(exception.Error.Message);
            return null;
        }
    }

    private static void Compare(ChatRequest request, ChatRequest read, IReadOnlyList<string> dropped, string what)
    {
        var facts = RequestFact.Of(read).ToDictionary(static fact => fact.Name, StringComparer.Ordinal);
        foreach (var fact in RequestFact.Of(request))
        {
            var said = facts[fact.Name].Value;
            if (said != fact.Value && !fact.IsReported(dropped) && !MayBeAdded(fact, request))
            {
                throw new Xunit.Sdk.XunitException($"{fact.Name} was\n{fact.Value}\nand became\n{said}\nin {what}");
            }
        }
    }

    /// <summary>What a format may say although the request did not.</summary>
    private static bool MayBeAdded(RequestFact fact, ChatRequest request) => fact.Value == RequestFact.Unsaid
        && (fact.Name == "max tokens" || (fact.Name == "reasoning" && request.Reasoning is { Effort: "none" }));

    /// <summary>The request without what one format only says in other words, which its golden files show.</summary>
    private static ChatRequest Fitting(ChatRequest request, string format) =>
        format == "AnthropicMessages" && request.ResponseFormat is { Kind: ResponseFormatKind.JsonObject } ? request with { ResponseFormat = null } : request;

    /// <summary>The request as a format's own limits have it: clamped, and failures told in words.</summary>
    private static ChatRequest Expected(ChatRequest request, string format, JsonElement body) => format switch
    {
        "AnthropicMessages" => request with
        {
            // Thinking counts towards the limit there, so that a budget is added to it; and where nothing may be called, nothing is in parallel.
            MaxTokens = request.Reasoning is null ? request.MaxTokens : null,
            ParallelToolCalls = request.ToolChoice is { Mode: ToolChoiceMode.None } ? null : request.ParallelToolCalls,
            Temperature = request.Temperature is > 1 ? 1 : request.Temperature,
            ServiceTier = request.ServiceTier == "priority" ? "auto" : request.ServiceTier,
        },
        "OpenAIChat" => request with
        {
            Messages = [.. request.Messages.Select(static message => message.IsError ? message with { IsError = false, Parts = [new ChatPart.Text($"Error: {message.Text}") { Cache = message.Parts[0].Cache }] } : message)],
        },

        // Whether Gemini streams is said by the URL, and these modes hold every call to its schema.
        _ => request with
        {
            Stream = false,
            Tools = Mode(body) is "ANY" or "VALIDATED" or "NONE" ? [.. request.Tools.Select(static tool => tool with { Strict = null })] : request.Tools,
        },
    };

    private static string? Mode(JsonElement body) =>
        body.TryGet("toolConfig", out var config) && config.TryGet("functionCallingConfig", out var calling) ? calling.StringOrNull("mode") : null;
}
