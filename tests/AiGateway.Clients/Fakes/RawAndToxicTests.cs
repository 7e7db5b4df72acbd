using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Fakes.Toxic;

namespace AiGateway.Clients.Fakes;

/// <summary>The raw server, the raw client and the toxic proxy do what they say.</summary>
public sealed class RawAndToxicTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task A_raw_server_reads_requests_and_writes_what_it_is_told()
    {
        await using var server = RawServer.Answering(Ok, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: v\r\n\r\n");
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.WriteAsync("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none");
        (await client.ReadMessageAsync()).BodyText.ShouldBe("ok");
        await client.DribbleAsync("GET /b HTTP/1.1\r\nHost: x\r\n\r\n", TimeSpan.FromMilliseconds(1));
        (await client.ReadMessageAsync()).BodyText.ShouldBe("abc");
        (await client.ClosesWithinAsync(TimeSpan.FromSeconds(2))).ShouldBeTrue();
        server.Requests.Select(request => request.StartLine).ShouldBe(["POST /a HTTP/1.1", "GET /b HTTP/1.1"]);
        server.Requests[0].BodyText.ShouldBe("one");
        server.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_raw_server_may_reset()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");
            await Task.Delay(50);
            connection.Reset();
        });
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        var error = await Should.ThrowAsync<EndOfStreamException>(() => client.ReadMessageAsync());
        error.Message.ShouldContain("5 of 10");
    }

    [Fact]
    public async Task A_healthy_proxy_changes_nothing_and_tells_both_ends()
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var proxy = ToxicProxy.Start(fake.Port);
        var answer = await RawClient.SendAsync(proxy.Port, $"GET /v1/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fake.Key}\r\n\r\n");
        answer.Status.ShouldBe(200);
        answer.BodyText.ShouldContain("gpt-4o");

        fake.Next(Fault.Silent);
        using (var client = await RawClient.ConnectAsync(proxy.Port))
        {
            await client.WriteAsync(FakeHttp.Raw(fake));
            await fake.WaitForRequestAsync(2);
        }

        await fake.Requests[1].Aborted.WaitAsync(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Latency_delays_and_keeps_order()
    {
        await using var server = RawServer.Answering(Ok);
        await using var proxy = ToxicProxy.Start(server.Port);
        proxy.Downstream = new Toxics { Latency = TimeSpan.FromMilliseconds(200), Jitter = TimeSpan.FromMilliseconds(20) };
        var clock = Stopwatch.StartNew();
        (await RawClient.SendAsync(proxy.Port, "GET / HTTP/1.1\r\n\r\n")).BodyText.ShouldBe("ok");
        clock.ElapsedMilliseconds.ShouldBeInRange(170, 1500);
    }

    [Fact]
    public async Task Down_refuses_and_up_serves_again_on_the_same_port()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.WriteAsync(Ok);
        });
        await using var proxy = ToxicProxy.Start(server.Port);
        var port = proxy.Port;
        using var open = await RawClient.ConnectAsync(port);
        await open.WriteAsync("GET");
        proxy.Down();
        (await open.ClosesWithinAsync(TimeSpan.FromSeconds(2))).ShouldBeTrue();
        await Should.ThrowAsync<SocketException>(() => RawClient.ConnectAsync(port));
        proxy.Up();
        proxy.Port.ShouldBe(port);
        (await RawClient.SendAsync(port, "GET / HTTP/1.1\r\n\r\n")).BodyText.ShouldBe("ok");
    }

    [Fact]
    public async Task Bandwidth_holds_back()
    {
        await using var server = RawServer.Start(connection => connection.WriteAsync(new byte[5_000]));
        await using var slow = ToxicProxy.Start(server.Port);
        slow.Downstream = new Toxics { BytesPerSecond = 10_000 };
        var clock = Stopwatch.StartNew();
        using var client = await RawClient.ConnectAsync(slow.Port);
        (await client.ReadToEndAsync()).Length.ShouldBe(5_000);
        clock.ElapsedMilliseconds.ShouldBeInRange(400, 3000);
    }

    [Fact]
    public async Task A_slow_close_comes_late()
    {
        await using var server = RawServer.Start(connection => connection.WriteAsync("bye"));
        await using var proxy = ToxicProxy.Start(server.Port);
        proxy.Downstream = new Toxics { SlowClose = TimeSpan.FromMilliseconds(300) };
        using var client = await RawClient.ConnectAsync(proxy.Port);
        (await client.ClosesWithinAsync(TimeSpan.FromMilliseconds(150))).ShouldBeFalse();
        (await client.ClosesWithinAsync(TimeSpan.FromSeconds(2))).ShouldBeTrue();
        Encoding.UTF8.GetString(client.Received).ShouldBe("bye");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(100, true)]
    public async Task A_timeout_swallows_and_then_closes_or_hangs(int milliseconds, bool closes)
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.WriteAsync("lost");
            await connection.ReadToEndAsync();
        });
        await using var proxy = ToxicProxy.Start(server.Port);
        proxy.Downstream = new Toxics { Timeout = TimeSpan.FromMilliseconds(milliseconds) };
        using var client = await RawClient.ConnectAsync(proxy.Port);
        (await client.ClosesWithinAsync(TimeSpan.FromMilliseconds(500))).ShouldBe(closes);
        client.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(200, 4)]
    public async Task A_reset_ends_the_connection_at_once_or_later(int milliseconds, int received)
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadThroughAsync("go");
            await connection.WriteAsync("data");
            await connection.ReadToEndAsync();
        });
        await using var proxy = ToxicProxy.Start(server.Port);
        proxy.Downstream = new Toxics { Reset = TimeSpan.FromMilliseconds(milliseconds) };
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", proxy.Port);
        await socket.GetStream().WriteAsync("go"u8.ToArray());
        var buffer = new byte[16];
        var got = 0;
        var error = await Should.ThrowAsync<IOException>(async () =>
        {
            while (true)
            {
                got += await socket.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(2)) is var count and > 0 ? count : throw new InvalidOperationException("closed, not reset");
            }
        });
        (error.InnerException as SocketException)?.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        got.ShouldBe(received);
    }

    [Fact]
    public async Task A_slicer_sends_small_pieces()
    {
        await using var server = RawServer.Start(connection => connection.WriteAsync("0123456789"));
        await using var proxy = ToxicProxy.Start(server.Port);
        proxy.Downstream = new Toxics { SliceSize = 3, SliceDelay = TimeSpan.FromMilliseconds(100) };
        using var client = await RawClient.ConnectAsync(proxy.Port);
        Encoding.UTF8.GetString(await client.ReadForAsync(TimeSpan.FromMilliseconds(50))).ShouldBe("012");
        Encoding.UTF8.GetString(await client.ReadToEndAsync()).ShouldBe("3456789");
    }

    [Fact]
    public async Task A_limit_closes_after_so_many_bytes()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.WriteAsync("0123456789");
            await connection.ReadToEndAsync();
        });
        await using var proxy = ToxicProxy.Start(server.Port);
        proxy.Downstream = new Toxics { Limit = 7 };
        using var client = await RawClient.ConnectAsync(proxy.Port);
        Encoding.UTF8.GetString(await client.ReadToEndAsync()).ShouldBe("0123456");
    }
}
