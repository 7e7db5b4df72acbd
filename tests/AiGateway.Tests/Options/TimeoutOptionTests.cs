using System.Net;
using System.Net.Sockets;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Options;

/// <summary>Which timer ends what, each beside one that is set so wide that another ends it.</summary>
public sealed class TimeoutOptionTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    [Proves("Gateway:Models:*:Timeouts:FirstToken")]
    public async Task FirstToken_ends_a_stream_that_does_not_begin()
    {
        await using var gateway = await GatewayAsync(new { FirstToken = "200ms", Total = "20s" }, new { Total = "400ms" });
        _provider.Always(Fault.HeadersThenSilent);

        (await CodeAsync(gateway, "a", stream: true)).ShouldBe("timeout_first_token");
        (await CodeAsync(gateway, "b", stream: true)).ShouldBe("timeout_total");
    }

    [Fact]
    [Proves("Gateway:Models:*:Timeouts:Idle")]
    public async Task Idle_ends_a_stream_that_stops()
    {
        await using var gateway = await GatewayAsync(new { Idle = "200ms", Total = "20s" }, new { Total = "700ms" });
        _provider.Always(FakeAnswer.Text("Good ", "day").StallAfter(2));

        (await InbandCodeAsync(gateway, "a")).ShouldBe("timeout_idle");
        (await InbandCodeAsync(gateway, "b")).ShouldBe("timeout_total");
    }

    [Fact]
    [Proves("Gateway:Models:*:Timeouts:Total")]
    public async Task Total_ends_whatever_takes_too_long()
    {
        await using var gateway = await GatewayAsync(new { Total = "200ms" }, new { Total = "30s" });
        _provider.Next(FakeAnswer.Text("late").After(TimeSpan.FromSeconds(1)), FakeAnswer.Text("late").After(TimeSpan.FromSeconds(1)));

        (await CodeAsync(gateway, "a", stream: false)).ShouldBe("timeout_total");
        (await (await gateway.ChatAsync("b")).TextAsync()).ShouldBe("late");
    }

    [Fact]
    [Proves("Gateway:Models:*:Timeouts:Connect")]
    public async Task Connect_ends_a_call_that_finds_nobody()
    {
        using var hole = new FullListener();
        await hole.FillAsync();
        await using var gateway = await TestGateway.StartAsync(new
        {
            Gateway = new
            {
                Providers = new { hole = new { Type = "OpenAI", BaseUrl = $"http://127.0.0.1:{hole.Port}/v1", ApiKeys = new[] { "upstream-key-1" }, AllowPrivateNetwork = true } },
                Models = new
                {
                    a = new { Targets = new[] { "hole/gpt-4o-mini" }, Timeouts = new { Connect = "200ms", Total = "20s" } },
                    b = new { Targets = new[] { "hole/gpt-4o-mini" }, Timeouts = new { Total = "500ms" } },
                },
            },
        });

        (await CodeAsync(gateway, "a", stream: false)).ShouldBe("timeout_connect");
        (await CodeAsync(gateway, "b", stream: false)).ShouldBe("timeout_total");
    }

    [Fact]
    [Proves("Gateway:Models:*:Timeouts:Answer")]
    public async Task Answer_ends_a_plain_call_that_is_not_whole_in_time()
    {
        await using var gateway = await GatewayAsync(new { Answer = "200ms", Total = "20s" }, new { Total = "400ms" });
        _provider.Always(Fault.Silent);

        (await CodeAsync(gateway, "a", stream: false)).ShouldBe("timeout_answer");
        (await CodeAsync(gateway, "b", stream: false)).ShouldBe("timeout_total");
    }

    [Fact]
    [Proves("Gateway:Models:*:Timeouts:MinBytesPerSecond")]
    public async Task MinBytesPerSecond_ends_a_stream_that_drips()
    {
        await using var gateway = await GatewayAsync(new { MinBytesPerSecond = 1_000_000, ThroughputWindow = "100ms" }, new { ThroughputWindow = "100ms" });
        _provider.Always(StreamText.Long.Paced(TimeSpan.FromMilliseconds(40)));

        (await InbandCodeAsync(gateway, "a")).ShouldBe("timeout_throughput");
        StreamText.ShouldBeClean(await (await gateway.ChatAsync("b", stream: true)).Content.ReadAsStringAsync(), "a1 b2 c3 d4 e5 f6 g7 h8 i9 j10");
    }

    [Fact]
    [Proves("Gateway:Models:*:Timeouts:ThroughputWindow")]
    public async Task ThroughputWindow_is_how_long_it_may_drip()
    {
        await using var gateway = await GatewayAsync(new { MinBytesPerSecond = 1_000_000, ThroughputWindow = "100ms" }, new { MinBytesPerSecond = 1_000_000, ThroughputWindow = "1m" });
        _provider.Always(StreamText.Long.Paced(TimeSpan.FromMilliseconds(40)));

        (await InbandCodeAsync(gateway, "a")).ShouldBe("timeout_throughput");
        StreamText.ShouldBeClean(await (await gateway.ChatAsync("b", stream: true)).Content.ReadAsStringAsync(), "a1 b2 c3 d4 e5 f6 g7 h8 i9 j10");
    }

    private static async Task<string?> CodeAsync(TestGateway gateway, string model, bool stream)
    {
        var response = await gateway.ChatAsync(model, stream: stream);
        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        return await response.ErrorCodeAsync();
    }

    private static async Task<string?> InbandCodeAsync(TestGateway gateway, string model)
    {
        var stream = await (await gateway.ChatAsync(model, stream: true)).Content.ReadAsStringAsync();
        stream.ShouldNotContain("[DONE]");
        return System.Text.Json.JsonElement.Parse(Chat.Events(stream)[^1]).GetProperty("error").GetProperty("code").GetString();
    }

    private Task<TestGateway> GatewayAsync(object a, object b) => TestGateway.StartAsync(Config.For(_provider, new
    {
        a = new { Targets = new[] { "up/gpt-4o-mini" }, Timeouts = a },
        b = new { Targets = new[] { "up/gpt-4o-mini" }, Timeouts = b },
    }));

    /// <summary>A listener that accepts nobody and whose queue is full, so that the system answers no further connection.</summary>
    private sealed class FullListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _waiting = [];

        public FullListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(0);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public async Task FillAsync()
        {
            for (var i = 0; i < 64; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _waiting.Add(socket);
                using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
                try
                {
                    await socket.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }

            throw new InvalidOperationException("The queue of a listener never filled.");
        }

        public void Dispose()
        {
            _waiting.ForEach(socket => socket.Dispose());
            _listener.Dispose();
        }
    }
}
