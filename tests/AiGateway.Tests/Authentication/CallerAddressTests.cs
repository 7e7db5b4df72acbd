using AiGateway.Fakes.Raw;
using AiGateway.Tests.Configuration;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Options;
using AiGateway.Tests.Promises;

namespace AiGateway.Tests.Authentication;

/// <summary>
/// I10: a caller's address is its socket's, and behind the operator's own proxies what those say of it. It is seen here in what YARP
/// tells the destination of a route of the operator's own.
/// </summary>
public sealed class CallerAddressTests : IAsyncLifetime
{
    private const string Key = "oQ7vT2xW9pLs4ZzR8mYb3nHc";

    private RawServer _server = null!;

    public static TheoryData<string, string> Chains => new()
    {
        { "203.0.113.7", "203.0.113.7" },
        { "198.51.100.1, 203.0.113.7", "203.0.113.7" },
        { "127.0.0.1, 203.0.113.7", "203.0.113.7" },
        { "203.0.113.7, 10.1.2.3", "203.0.113.7" },
        { "198.51.100.1, 203.0.113.7, 10.1.2.3, 10.3.2.1", "203.0.113.7" },
        { string.Join(", ", Enumerable.Repeat("10.1.2.3", 40).Prepend("203.0.113.7")), "203.0.113.7" },
        { "198.51.100.1, garbage", "127.0.0.1" },
        { "198.51.100.1, garbage, 10.1.2.3", "10.1.2.3" },
        { "[2001:db8::7]:4711", "2001:db8::7" },
        { "203.0.113.7:4711", "203.0.113.7" },
        { "", "127.0.0.1" },
        { "unknown", "127.0.0.1" },
    };

    public Task InitializeAsync()
    {
        _server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Chains))]
    [Proves("Gateway:TrustedProxies")]
    public async Task Behind_trusted_proxies_it_is_the_last_that_none_of_them_is(string chain, string address)
    {
        await using var gateway = await StartAsync("127.0.0.0/8", "10.0.0.0/8");

        (await SeenAsync(gateway, $"X-Forwarded-For: {chain}")).ShouldBe(address);
    }

    [Theory]
    [InlineData]
    [InlineData("10.0.0.0/8", "::1")]
    public async Task From_any_other_the_headers_change_nothing(params string[] networks)
    {
        await using var gateway = await StartAsync(networks);

        (await SeenAsync(
            gateway,
            "X-Forwarded-For: 203.0.113.7", "X-Forwarded-For: 10.1.2.3", "Forwarded: for=203.0.113.7", "X-Real-IP: 203.0.113.7", "X-Original-For: 203.0.113.7", "True-Client-IP: 203.0.113.7")).ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task Only_addresses_are_believed_and_no_traces_of_them_are_left()
    {
        await using var gateway = await StartAsync("127.0.0.1");

        await SeenAsync(gateway, "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example", "X-Forwarded-Prefix: /evil");

        var request = _server.Requests.ShouldHaveSingleItem();
        request.Header("x-forwarded-proto").ShouldBe("http");
        request.Header("x-forwarded-host").ShouldBe("127.0.0.1");
        request.Header("x-forwarded-prefix").ShouldBeNull();
        request.Headers.ShouldNotContain(header => header.Key.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("203.0.113.7")]
    [InlineData("203.0.113.7, 127.0.0.1")]
    [InlineData("garbage")]
    public async Task Whom_a_proxy_speaks_for_is_not_on_this_machine_whatever_address_it_tells(string chain)
    {
        await using var gateway = await TestGateway.StartAsync(new { Gateway = new { TrustedProxies = new[] { "127.0.0.0/8", "::1/128" } } });

        var told = await RawClient.SendAsync(gateway.BaseUrl.Port, RawRequest.Get("/v1/models", $"X-Forwarded-For: {chain}", "Connection: close"));
        var plain = await RawClient.SendAsync(gateway.BaseUrl.Port, RawRequest.Get("/v1/models", "Connection: close"));

        told.ShouldBeRefused(401, "invalid_api_key");
        plain.Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_reload_changes_who_is_trusted()
    {
        await using var gateway = await TestGateway.StartAsync(Configuration(["127.0.0.1"]));
        var before = gateway.ConfigVersion;

        await File.WriteAllTextAsync(gateway.ConfigFile, System.Text.Json.JsonSerializer.Serialize(Configuration([])));
        await Eventually.BecomesTrueAsync(() => gateway.ConfigVersion != before);

        (await SeenAsync(gateway, "X-Forwarded-For: 203.0.113.7")).ShouldBe("127.0.0.1");
    }

    [Theory]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.1")]
    [InlineData("proxy.example")]
    [InlineData("fe80::1%2")]
    public void What_is_no_network_is_refused(string network)
    {
        using var bench = new ConfigBench();

        bench.Problem(ConfigBench.Gateway($"\"TrustedProxies\": [ \"{network}\" ]")).Path.ShouldBe("Gateway:TrustedProxies:0");
    }

    private Task<TestGateway> StartAsync(params string[] networks) => TestGateway.StartAsync(Configuration(networks));

    private object Configuration(string[] networks) => new
    {
        Gateway = new { TrustedProxies = networks, VirtualKeys = new { tester = Key } },
        ReverseProxy = new
        {
            Routes = new { own = new { ClusterId = "own", Match = new { Path = "/own" } } },
            Clusters = new { own = new { Destinations = new { only = new { Address = _server.Origin.AbsoluteUri } } } },
        },
    };

    private async Task<string?> SeenAsync(TestGateway gateway, params string[] headers)
    {
        (await RawClient.SendAsync(gateway.BaseUrl.Port, RawRequest.Get("/own", [$"api-key: {Key}", .. headers, "Connection: close"]))).Status.ShouldBe(200);
        return string.Join('|', _server.Requests.ShouldHaveSingleItem().Headers.Where(h => h.Key.Equals("x-forwarded-for", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value));
    }
}
