using System.Net;
using System.Text;
using AiGateway.Providers.Mock;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace AiGateway.Tests.Providers.Mock;

/// <summary>The mock as a destination of YARP's forwarder, on a real socket.</summary>
public sealed class MockBehindYarpTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _client = new();
    private readonly TaskCompletionSource<ForwarderError> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _server;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpForwarder();
        _server = builder.Build();
        var invoker = new HttpMessageInvoker(new MockHandler(TimeProvider.System));
        var forwarder = _server.Services.GetRequiredService<IHttpForwarder>();
        _server.Run(async context => _outcome.TrySetResult(await forwarder.SendAsync(context, "http://mock.invalid", invoker)));
        await _server.StartAsync();
        _client.BaseAddress = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Stream_comes_through_whole()
    {
        using var response = await SendAsync("echo", ""","stream":true""");
        var (events, failure) = await MockClient.ReadEventsAsync(response);

        failure.ShouldBeNull();
        MockClient.Text(events).ShouldBe("one two three");
        events[^1].ShouldBe("[DONE]");
        (await OutcomeAsync()).ShouldBe(ForwarderError.None);
    }

    [Fact]
    public async Task Json_comes_through_whole()
    {
        using var response = await SendAsync("echo");

        MockClient.Fold(System.Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync())).Choices.Count.ShouldBe(1);
        (await OutcomeAsync()).ShouldBe(ForwarderError.None);
    }

    [Theory]
    [InlineData("cut-2", ""","stream":true""")]
    [InlineData("cut-2", "")]
    public async Task Cut_is_a_broken_body(string model, string extra)
    {
        using var response = await SendAsync(model, extra);
        await Should.ThrowAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync());

        (await OutcomeAsync()).ShouldBe(ForwarderError.ResponseBodyDestination);
    }

    [Fact]
    public async Task Refusal_is_a_failed_request()
    {
        using var response = await SendAsync("refuse");

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await OutcomeAsync()).ShouldBe(ForwarderError.Request);
    }

    [Fact]
    public async Task Caller_who_leaves_a_silent_mock_ends_the_call()
    {
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(() => SendAsync("silent", "", gone.Token));

        (await OutcomeAsync()).ShouldBe(ForwarderError.RequestCanceled);
    }

    [Fact]
    public async Task Caller_who_leaves_a_stalled_stream_ends_it()
    {
        var response = await SendAsync("stall-1", ""","stream":true""");
        (await MockClient.ReadEventsAsync(response, atMost: 2)).Events.Count.ShouldBe(2);

        response.Dispose();

        (await OutcomeAsync()).ShouldBe(ForwarderError.ResponseBodyCanceled);
    }

    private Task<ForwarderError> OutcomeAsync() => _outcome.Task.WaitAsync(TimeSpan.FromSeconds(10));

    private async Task<HttpResponseMessage> SendAsync(string model, string extra = "", CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(MockClient.Chat(model, "one two three", extra), Encoding.UTF8, "application/json"),
        };
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
