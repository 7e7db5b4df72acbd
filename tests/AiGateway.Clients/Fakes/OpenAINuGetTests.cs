// What the SDK calls experimental is what the fake must answer to: reasoning effort, developer messages, annotations.
#pragma warning disable OPENAI001

using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace AiGateway.Clients.Fakes;

/// <summary>The OpenAI fake before OpenAI's own .NET SDK.</summary>
public sealed class OpenAINuGetTests : IAsyncLifetime
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather", "A tool.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));

    private FakeProvider _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Fact]
    public async Task Chat()
    {
        ChatCompletion answer = await Chats().CompleteChatAsync([new SystemChatMessage("Be brief."), new UserChatMessage("Hello there")]);
        answer.Content[0].Text.ShouldBe("Hello there");
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.Usage.OutputTokenCount.ShouldBe(3);
    }

    [Fact]
    public async Task Stream()
    {
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        await foreach (var update in Chats().CompleteChatStreamingAsync([new UserChatMessage("one two three")]))
        {
            text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
        }

        text.ToString().ShouldBe("one two three");
        usage!.OutputTokenCount.ShouldBe(4);
    }

    [Fact]
    public async Task Tools_streamed_and_answered()
    {
        List<ChatMessage> messages = [new UserChatMessage("call get_weather")];
        var options = new ChatCompletionOptions { Tools = { Weather } };
        string id = "", name = "";
        var arguments = new StringBuilder();
        await foreach (var update in Chats().CompleteChatStreamingAsync(messages, options))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                id += call.ToolCallId;
                name += call.FunctionName;
                arguments.Append(call.FunctionArgumentsUpdate?.ToString());
            }
        }

        name.ShouldBe("get_weather");
        arguments.ToString().ShouldBe("{\"city\":\"text\"}");
        messages.Add(new AssistantChatMessage([ChatToolCall.CreateFunctionToolCall(id, name, BinaryData.FromString(arguments.ToString()))]));
        messages.Add(new ToolChatMessage(id, "sunny"));
        ChatCompletion last = await Chats().CompleteChatAsync(messages, options);
        last.Content[0].Text.ShouldBe("The tool said: sunny");
    }

    [Fact]
    public async Task Reasoning_image_and_schema()
    {
        ChatCompletion thought = await Chats("gpt-5-mini").CompleteChatAsync(
            [new DeveloperChatMessage("Think."), new UserChatMessage("hi")], new ChatCompletionOptions { ReasoningEffortLevel = ChatReasoningEffortLevel.Low, MaxOutputTokenCount = 50 });
        thought.Usage.OutputTokenDetails.ReasoningTokenCount.ShouldBeGreaterThan(0);

        ChatCompletion seen = await Chats().CompleteChatAsync(
            [new UserChatMessage(ChatMessageContentPart.CreateTextPart("look"), ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(new byte[] { 1, 2, 3 }), "image/png"))]);
        seen.Content[0].Text.ShouldBe("look");

        ChatCompletion formed = await Chats().CompleteChatAsync(
            [new UserChatMessage("hi")],
            new ChatCompletionOptions
            {
                ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat(
                    "answer",
                    BinaryData.FromString("""{"type":"object","properties":{"a":{"type":"boolean"}},"required":["a"],"additionalProperties":false}"""),
                    jsonSchemaIsStrict: true),
            });
        formed.Content[0].Text.ShouldBe("{\"a\":true}");
    }

    [Fact]
    public async Task Refusal_and_citations()
    {
        _fake.Next(FakeAnswer.Refusal("I ", "must not"), FakeAnswer.Text("see there").Citing("https://example.test/", "Example", 0, 3));
        ChatCompletion refused = await Chats().CompleteChatAsync([new UserChatMessage("hi")]);
        refused.Refusal.ShouldBe("I must not");
        ChatCompletion cited = await Chats().CompleteChatAsync([new UserChatMessage("hi")]);
        cited.Annotations.ShouldHaveSingleItem().WebResourceUri.AbsoluteUri.ShouldBe("https://example.test/");
    }

    [Fact]
    public async Task Embeddings_and_models()
    {
        var embeddings = new EmbeddingClient("text-embedding-3-small", new ApiKeyCredential(_fake.Key), Options());
        OpenAIEmbeddingCollection vectors = await embeddings.GenerateEmbeddingsAsync(["one", "two"], new EmbeddingGenerationOptions { Dimensions = 8 });
        vectors.Select(vector => vector.ToFloats().Length).ShouldBe([8, 8]);
        var models = await new OpenAIClient(new ApiKeyCredential(_fake.Key), Options()).GetOpenAIModelClient().GetModelsAsync();
        models.Value.Select(model => model.Id).ShouldBe(_fake.Models);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Errors(int status)
    {
        _fake.Next(Fault.Status(status));
        var error = await Should.ThrowAsync<ClientResultException>(() => Chats().CompleteChatAsync([new UserChatMessage("hi")]));
        error.Status.ShouldBe(status);
        error.Message.ShouldNotContain("Service request failed");
    }

    [Fact]
    public async Task Retries_are_seen_one_by_one()
    {
        _fake.Next(Fault.RateLimited(0), Fault.Status(500), FakeAnswer.Text("at last"));
        ChatCompletion answer = await Chats(retries: 2).CompleteChatAsync([new UserChatMessage("hi")]);
        answer.Content[0].Text.ShouldBe("at last");
        _fake.Requests.Select(request => request.Status).ShouldBe([429, 500, 200]);
    }

    [Fact]
    public async Task Abort()
    {
        _fake.Next(FakeAnswer.Text("one ", "two ").StallAfter(3));
        using var left = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Chats().CompleteChatStreamingAsync([new UserChatMessage("hi")], cancellationToken: left.Token))
            {
                if (update.ContentUpdate.Count > 0)
                {
                    await left.CancelAsync();
                }
            }
        });
        await _fake.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private ChatClient Chats(string model = "gpt-4o-mini", int retries = 0) => new(model, new ApiKeyCredential(_fake.Key), Options(retries));

    private OpenAIClientOptions Options(int retries = 0) => new() { Endpoint = _fake.BaseUrl, RetryPolicy = new ClientRetryPolicy(retries) };
}
