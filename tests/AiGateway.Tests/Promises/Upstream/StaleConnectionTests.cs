using System.Net;
using System.Net.Security;
using System.Text;
using AiGateway.Fakes;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>Pooled connections that the provider closes as the next request comes cost the caller nothing, and the provider no second answer.</summary>
[Trait("Promise", "D20")]
public class StaleConnectionTests
{
    private static readonly string Good = Whole(PlainBodies.Of(Dialect.OpenAI));

    /// <summary>How a server ends a connection on which it has answered before.</summary>
    public enum Close
    {
        /// <summary>It has closed before the next request, and the FIN is there.</summary>
        Before,

        /// <summary>It closes when the next request's head is there, unread.</summary>
        AtHead,

        /// <summary>It resets when the next request's head is there.</summary>
        ResetAtHead,

        /// <summary>It closes when the whole request is there.</summary>
        AfterBody,
    }

    [Theory]
    [InlineData(Close.Before, 1)]
    [InlineData(Close.AtHead, 1)]
    [InlineData(Close.ResetAtHead, 1)]
    [InlineData(Close.AfterBody, 1)]
    [InlineData(Close.AtHead, 1 << 20)]
    [InlineData(Close.ResetAtHead, 1 << 20)]
    public async Task The_request_goes_out_on_another_connection(Close close, int length)
    {
        var processed = 0;
        await using var server = RawServer.Start(async (connection, number) =>
        {
            await connection.ReadMessageAsync();
            Interlocked.Increment(ref processed);
            await connection.WriteAsync(Good);
            if (number == 1)
            {
                await EndAsync(connection, close);
                return;
            }

            await connection.ReadToEndAsync();
        });
        await using var gateway = await Pools.StartAsync(Target.At(server.Origin));

        (await gateway.ChatAsync(Pools.Model)).StatusCode.ShouldBe(HttpStatusCode.OK);
        if (close == Close.Before)
        {
            // The server's end arrives some time after it was sent.
            await Task.Delay(200);
        }

        var response = await gateway.ChatAsync(Pools.Model, new string('x', length));

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.Header("x-aigateway-attempts").ShouldBe("1");
        server.Connections.ShouldBe(2);
        Volatile.Read(ref processed).ShouldBe(2);
        server.Failures.ShouldBeEmpty();
    }

    /// <summary>Once a byte of an answer came, or on a connection that is new, the request may have been processed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_may_have_been_processed_is_not_sent_to_the_same_one_again(bool answersABit)
    {
        await using var server = RawServer.Start(async (connection, number) =>
        {
            await connection.ReadMessageAsync();
            if (answersABit && number == 1)
            {
                await connection.WriteAsync(Good);
                await connection.ReadMessageAsync();
            }

            await connection.WriteAsync(answersABit ? "HTTP/1.1 2" : "");
        });
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(Target.At(server.Origin), Target.To(spare));
        spare.Always(StreamText.GoodAnswer);
        if (answersABit)
        {
            (await gateway.ChatAsync(Pools.Model)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var response = await gateway.ChatAsync(Pools.Model);

        (await response.TextAsync()).ShouldBe(StreamText.Good);
        response.Header("x-aigateway-attempts").ShouldBe("2");
        server.Connections.ShouldBe(1);
    }

    /// <summary>Handshakes read and write too, and yet a connection's first request is its first.</summary>
    [Fact]
    public async Task The_first_request_after_a_handshake_is_no_second_one()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(TlsBench.Host);
        await using var server = TlsServer.Start(TlsBench.Server(certificate, SslApplicationProtocol.Http11), async (tls, _) => await tls.ReadExactlyAsync(new byte[100]));
        await using var gateway = await TlsBench.StartAsync(authority, TlsBench.At(server));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_reset");
        server.Handshakes.ShouldBe(1);
    }

    [Fact]
    public async Task A_closing_connection_is_known_under_TLS_too()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(TlsBench.Host);
        await using var server = TlsServer.Start(TlsBench.Server(certificate, SslApplicationProtocol.Http11), async (tls, _) =>
        {
            await tls.ReadRequestAsync();
            await tls.WriteAsync(Encoding.UTF8.GetBytes(Good));
            await tls.ReadRequestAsync();
        });
        await using var gateway = await TlsBench.StartAsync(authority, TlsBench.At(server));

        (await gateway.ChatAsync(Pools.Model)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.Header("x-aigateway-attempts").ShouldBe("1");
        server.Handshakes.ShouldBe(2);
    }

    private static async Task EndAsync(RawConnection connection, Close close)
    {
        switch (close)
        {
            case Close.AtHead:
                await connection.ReadThroughAsync("\r\n\r\n");
                break;
            case Close.ResetAtHead:
                await connection.ReadThroughAsync("\r\n\r\n");
                connection.Reset();
                break;
            case Close.AfterBody:
                await connection.ReadMessageAsync();
                break;
            default:
                break;
        }
    }

    private static string Whole(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
