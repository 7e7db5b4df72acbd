using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using AiGateway.Authentication;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Promises;
using Microsoft.AspNetCore.Http;
using Xunit.Abstractions;

namespace AiGateway.Tests.Authentication;

/// <summary>While no key is configured the gateway serves callers of its own machine, and nobody who only looks like one.</summary>
public sealed class LoopbackTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly object NoKeys = new { Gateway = new { } };

    private TestGateway _gateway = null!;

    public static TheoryData<string> ForeignSigns =>
    [
        "X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: ", "Forwarded: for=127.0.0.1", "X-Real-IP: 127.0.0.1", "x-forwarded-for: 203.0.113.7",
        "Origin: https://evil.example", "Origin: http://localhost.evil.example", "Origin: http://127.0.0.1.evil.example", "Origin: null", "Origin: http://203.0.113.7",
    ];

    public static TheoryData<string> ForeignHosts => ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "203.0.113.7", "0.0.0.0", "2130706433.example"];

    public async Task InitializeAsync() => _gateway = await TestGateway.StartAsync(NoKeys);

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Theory]
    [InlineData]
    [InlineData("Authorization: Bearer anything")]
    [InlineData("Authorization: Basic eA==")]
    [InlineData("x-api-key: anything", "api-key: else")]
    [InlineData("Origin: http://localhost:3000")]
    [InlineData("Origin: http://127.0.0.1:3000")]
    [InlineData("Origin: http://[::1]:3000")]
    public async Task A_caller_on_this_machine_is_served_whatever_key_it_sends(params string[] headers)
    {
        var answer = await SendAsync("127.0.0.1", headers);

        answer.Status.ShouldBe(200, answer.BodyText);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:8080")]
    [InlineData("127.0.0.1:80")]
    [InlineData("127.8.9.10")]
    [InlineData("[::1]:80")]
    public async Task So_is_one_that_calls_it_by_any_loopback_name(string host)
    {
        var answer = await SendAsync(host);

        answer.Status.ShouldBe(200, answer.BodyText);
    }

    [Theory]
    [MemberData(nameof(ForeignSigns))]
    public async Task A_sign_of_having_come_from_elsewhere_is_refused(string header)
    {
        var answer = await SendAsync("127.0.0.1", header);

        Refused(answer);
    }

    [Theory]
    [MemberData(nameof(ForeignHosts))]
    public async Task So_is_a_name_that_only_leads_here(string host)
    {
        var answer = await SendAsync(host);

        Refused(answer);
    }

    [Fact]
    public async Task The_addresses_of_both_ends_must_be_loopback()
    {
        var other = Array.Find(
            [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => a.Address)],
            static a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));
        if (other is null)
        {
            output.WriteLine("This machine has loopback addresses only; the rule itself is tested below, its sockets are not.");
            return;
        }

        await using var wide = await TestGateway.StartAsync(NoKeys, urls: "http://0.0.0.0:0");
        var port = wide.BaseUrl.Port;
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{other}:{port}/v1/models");
        request.Headers.Host = "localhost";
        var refused = await client.SendAsync(request);

        (await refused.ShouldBeRefusedAsync(401, "invalid_api_key")).GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("AIGATEWAY_KEY");
        (await client.GetAsync($"http://127.0.0.1:{port}/v1/models")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync($"http://{other}:{port}/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", true)]
    [InlineData("192.0.2.7", "127.0.0.1", false)]
    [InlineData("127.0.0.1", "192.0.2.7", false)]
    [InlineData("192.0.2.7", "192.0.2.7", false)]
    [InlineData("10.0.0.1", "10.0.0.1", false)]
    [InlineData(null, "127.0.0.1", false)]
    [InlineData("127.0.0.1", null, false)]
    public void The_rule_looks_at_the_socket(string? remote, string? local, bool allowed)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        context.Connection.LocalIpAddress = local is null ? null : IPAddress.Parse(local);
        context.Request.Host = new HostString("localhost");

        LoopbackRule.Allows(context).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("Host: evil.example")]
    [InlineData("Host: 127.0.0.1\r\nX-Forwarded-For: 203.0.113.7")]
    [InlineData("Host: 127.0.0.1\r\nOrigin: https://evil.example")]
    public async Task Health_is_open_to_all(string headers)
    {
        foreach (var path in (string[])["/health/live", "/health/ready"])
        {
            (await RawClient.SendAsync(_gateway.BaseUrl.Port, $"GET {path} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n")).Status.ShouldBe(200);
        }
    }

    private static void Refused(RawMessage answer)
    {
        answer.ShouldBeRefused(401, "invalid_api_key").GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("Gateway:VirtualKeys");
        answer.Header("www-authenticate").ShouldBe("Bearer");
    }

    private Task<RawMessage> SendAsync(string host, params string[] headers) =>
        RawClient.SendAsync(_gateway.BaseUrl.Port, $"GET /v1/models HTTP/1.1\r\nHost: {host}\r\n{string.Concat(headers.Select(h => h + "\r\n"))}Connection: close\r\n\r\n");
}
