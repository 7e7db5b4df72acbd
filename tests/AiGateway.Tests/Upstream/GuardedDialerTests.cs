using System.Net;
using AiGateway.Exchanges;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using AiGateway.Upstream;

namespace AiGateway.Tests.Upstream;

/// <summary>No provider's address leads into the operator's own network unless its configuration says so.</summary>
public class GuardedDialerTests
{
    /// <summary>What a name leads to shows only when it is dialled; these names lead to the loopback on every machine.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    public async Task A_private_address_is_not_dialled(string host)
    {
        await using var server = RawServer.Start(connection => connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        using var guarded = Client(allowPrivateNetwork: false);
        using var open = Client(allowPrivateNetwork: true);

        var refused = await Should.ThrowAsync<HttpRequestException>(() => guarded.GetAsync(new Uri($"http://{host}:{server.Port}/")));

        refused.InnerException.ShouldBeOfType<AddressRefusedException>();
        server.Connections.ShouldBe(0);
        (await open.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Written addresses that the configuration's own check lets pass, as it would a name: the dialer has the last word.</summary>
    [Theory]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("[2002:7f00:1::1]")]
    public async Task The_caller_is_told_that_it_is_the_address(string host)
    {
        await using var gateway = await Pools.StartAsync(Target.At(new Uri($"https://{host}:8443"), allowPrivateNetwork: false));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_address_refused");
    }

    [Fact]
    public void A_provider_with_such_an_address_does_not_even_start() =>
        TestGateway.RefusedStart(Pools.Configuration(new Knobs(), Target.At(new Uri("https://127.0.0.1:8443"), allowPrivateNetwork: false)))
            .ShouldContain("AllowPrivateNetwork");

    private static HttpClient Client(bool allowPrivateNetwork) =>
        new(new SocketsHttpHandler { ConnectCallback = new GuardedDialer(allowPrivateNetwork).ConnectAsync, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
}
