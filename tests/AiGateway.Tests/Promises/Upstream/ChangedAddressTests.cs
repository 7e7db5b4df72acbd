using System.Net;
using System.Net.Security;
using AiGateway.Fakes;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using AiGateway.Upstream;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>A provider's name leads elsewhere: new requests follow, and what streams already goes on where it is.</summary>
[Trait("Promise", "D22")]
public class ChangedAddressTests
{
    private static readonly IPAddress Old = IPAddress.Loopback;
    private static readonly IPAddress New = IPAddress.Parse("127.0.0.2");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task New_requests_go_to_the_new_address_while_a_live_stream_goes_on(bool http2)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(TlsBench.Host);
        var options = TlsBench.Server(certificate, http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11);
        var finish = new TaskCompletionSource();
        await using var old = TlsServer.Start(options, (tls, _) => ServeAsync(tls, http2, "Old place", finish.Task));
        await using var fresh = TlsServer.Start(options, (tls, _) => ServeAsync(tls, http2, "New place", finish.Task), new IPEndPoint(New, old.Port));
        var address = Old;
        var network = new UpstreamNetwork
        {
            Authorities = [authority.Certificate],
            ConnectionLifetime = TimeSpan.FromMilliseconds(300),
            Resolve = (host, _) => Task.FromResult<IPAddress[]>(host == TlsBench.Host ? [Volatile.Read(ref address)] : []),
        };
        await using var gateway = await TlsBench.StartAsync(network, new Knobs(), TlsBench.At(old));

        (await (await gateway.ChatAsync(Pools.Model)).TextAsync()).ShouldBe("Old place");
        using var live = await gateway.StreamAsync(Pools.Model);
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        Volatile.Write(ref address, New);
        var places = new List<string?>();
        for (var i = 0; i < 200 && places.LastOrDefault() != "New place"; i++)
        {
            places.Add(await (await gateway.ChatAsync(Pools.Model)).TextAsync());
            await Task.Delay(50);
        }

        places[^1].ShouldBe("New place");
        places.SkipWhile(place => place == "Old place").ShouldAllBe(place => place == "New place");
        finish.SetResult();
        StreamText.ShouldBeClean(await live.Content.ReadAsStringAsync(), "Live and well");
        old.Failures.ShouldBeEmpty();
        fresh.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_leads_nowhere_is_unreachable()
    {
        using var authority = new TestAuthority();
        var network = new UpstreamNetwork { Resolve = static (_, _) => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound) };
        await using var gateway = await TlsBench.StartAsync(network, new Knobs(), Target.At(new Uri($"https://{TlsBench.Host}:4430")));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_refused");
    }

    private static async Task ServeAsync(SslStream tls, bool http2, string place, Task finish)
    {
        var plain = PlainBodies.Of(Dialect.OpenAI).Replace("Said in JSON", place, StringComparison.Ordinal);
        var beginning = OpenAIFrames.Role + OpenAIFrames.Content("Live ");
        var end = OpenAIFrames.Content("and well") + OpenAIFrames.Finish + OpenAIFrames.Done;
        if (!http2)
        {
            while (true)
            {
                if ((await tls.ReadRequestAsync()).Contains("\"stream\":true", StringComparison.Ordinal))
                {
                    await WriteAsync(tls, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + beginning);
                    await finish;
                    await WriteAsync(tls, end);
                    return;
                }

                await WriteAsync(tls, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {plain.Length}\r\n\r\n{plain}");
            }
        }

        var h2 = new H2Connection(tls);
        await h2.OpenAsync();
        while (true)
        {
            var (id, body) = await h2.ReadRequestAsync();
            if (body.Contains("\"stream\":true", StringComparison.Ordinal))
            {
                await h2.BeginAsync(id, "text/event-stream", beginning);
                _ = EndAsync(h2, id, finish, end);
            }
            else
            {
                await h2.AnswerAsync(id, "application/json", plain);
            }
        }
    }

    private static async Task EndAsync(H2Connection h2, int id, Task finish, string end)
    {
        await finish;
        await h2.EndAsync(id, end);
    }

    private static ValueTask WriteAsync(SslStream tls, string text) => tls.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
}
