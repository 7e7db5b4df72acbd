using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace AiGateway.Clients.Gateway;

/// <summary>NuGet's <c>OpenAI</c>.</summary>
public sealed class NuGetSdk : ISdk
{
    private const string BothTools = "call get_weather and call get_time";

    /// <inheritdoc/>
    public async Task<JsonElement> RunAsync(SdkCall call)
    {
        var options = new OpenAIClientOptions { Endpoint = call.BaseUrl, RetryPolicy = new ClientRetryPolicy(call.MaxRetries) };
        if (call.Timeout is { } timeout)
        {
            options.NetworkTimeout = timeout;
        }

        var client = new OpenAIClient(new ApiKeyCredential(call.Key), options);
        try
        {
            return JsonSerializer.SerializeToElement(await PerformAsync(client, call));
        }
        catch (ClientResultException exception)
        {
            return JsonSerializer.SerializeToElement(new { error = NuGetErrors.Describe(exception) });
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException or InvalidOperationException)
        {
            return JsonSerializer.SerializeToElement(new { error = new { @class = exception.GetType().Name, message = exception.Message } });
        }
    }

    private static Task<object> PerformAsync(OpenAIClient client, SdkCall call)
    {
        var chat = new NuGetChat(client.GetChatClient(call.Model), call.Effort);
        ChatMessage[] user = [new UserChatMessage(call.Prompt)];
        return call.Operation switch
        {
            "chat" => chat.CreateAsync(user),
            "stream" => chat.StreamAsync(user),
            "roles" => chat.CreateAsync([new SystemChatMessage("Be brief."), new DeveloperChatMessage("Be kind."), .. user]),
            "choices" => chat.CreateAsync(user, options => options.Patch.Set("$.n"u8, 2)),
            "stop" => chat.CreateAsync(user, options => options.StopSequences.Add("END")),
            "limit" => chat.CreateAsync(user, options => options.MaxOutputTokenCount = 2),
            "logprobs" => chat.CreateAsync(user, options => options.IncludeLogProbabilities = true),
            "tools" => chat.CreateAsync(user, options =>
            {
                NuGetChat.Offer(options);
                options.ToolChoice = ChatToolChoice.CreateRequiredChoice();
            }),
            "tools_stream" => chat.StreamAsync([new UserChatMessage(BothTools)], NuGetChat.Offer),
            "loop" => chat.LoopAsync(BothTools, streamed: false),
            "loop_stream" => chat.LoopAsync(BothTools, streamed: true),
            "image" => chat.CreateAsync(
            [
                new UserChatMessage(
                    ChatMessageContentPart.CreateTextPart(call.Prompt),
                    ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Convert.FromBase64String(Samples.Png)), "image/png", ChatImageDetailLevel.Low)),
            ]),
            "structured" => chat.StructuredAsync(call.Prompt),
            "embeddings" => NuGetOthers.EmbeddingsAsync(client.GetEmbeddingClient(call.Model)),
            "models" => NuGetOthers.ModelsAsync(client.GetOpenAIModelClient(), call.Model),
            "no_model" => NuGetOthers.ModelsAsync(client.GetOpenAIModelClient(), call.Model),
            "abort" => chat.AbortAsync(user),
            var other => throw new ArgumentException($"There is no operation '{other}'.", nameof(call)),
        };
    }
}
