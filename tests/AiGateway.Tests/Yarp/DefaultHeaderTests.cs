using System.Net;

namespace AiGateway.Tests.Yarp;

/// <summary>F17: what YARP hands on by default in both directions, and so why we have allow-lists.</summary>
public sealed class DefaultHeaderTests
{
    [Theory]
    [InlineData("Authorization", "Bearer virtual-key")]
    [InlineData("x-api-key", "virtual-key")]
    [InlineData("api-key", "virtual-key")]
    [InlineData("x-goog-api-key", "virtual-key")]
    [InlineData("Cookie", "session=1")]
    [InlineData("baggage", "user=1")]
    [InlineData("x-anything", "1")]
    public async Task F17_the_callers_own_header_reaches_the_upstream(string name, string value)
    {
        var headers = await SeenByUpstreamAsync(request => request.Headers.Add(name, value));

        headers[name].ShouldBe(value);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Proto", "http")]
    [InlineData("X-Forwarded-Host", null)]
    public async Task F17_YARP_adds_who_the_caller_is(string name, string? value)
    {
        var headers = await SeenByUpstreamAsync(_ => { });

        headers.ShouldContainKey(name);
        if (value is not null)
        {
            headers[name].ShouldBe(value);
        }
    }

    [Fact]
    public async Task F17_a_header_that_Connection_names_as_hop_by_hop_is_handed_on_all_the_same()
    {
        var headers = await SeenByUpstreamAsync(request =>
        {
            request.Headers.Connection.Add("x-hop");
            request.Headers.Add("x-hop", "1");
        });

        headers["x-hop"].ShouldBe("1");
    }

    [Theory]
    [InlineData("Set-Cookie", "session=1")]
    [InlineData("Server", "provider")]
    [InlineData("openai-organization", "org-1")]
    [InlineData("x-request-id", "req-1")]
    public async Task F17_the_upstreams_own_header_reaches_the_caller(string name, string value)
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context =>
        {
            context.Response.Headers[name] = value;
            return Task.CompletedTask;
        });
        await using var proxy = await new YarpServer { Destinations = [upstream.Address] }.StartAsync();

        using var response = await proxy.Client.GetAsync("/");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues(name).ShouldBe([value]);
    }

    private static async Task<Dictionary<string, string>> SeenByUpstreamAsync(Action<HttpRequestMessage> prepare)
    {
        Dictionary<string, string> seen = [];
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context =>
        {
            seen = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            return Task.CompletedTask;
        });
        await using var proxy = await new YarpServer { Destinations = [upstream.Address] }.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        prepare(request);

        using var response = await proxy.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return seen;
    }
}
