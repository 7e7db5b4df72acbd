using System.Text.Json;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Promises;

namespace AiGateway.Tests.Surfaces;

/// <summary>The operator's own <c>ReverseProxy</c> section beside the gateway's: YARP's routes, guarded and logged like everything else.</summary>
public sealed class OperatorRouteTests : IAsyncLifetime
{
    private const string Key = "oQ7vT2xW9pLs4ZzR8mYb3nHc";
    private const string ProviderKey = "provider-key-canary-1";

    private RawServer _server = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _server = RawServer.Answering("HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nX-Own: yes\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        _gateway = await TestGateway.StartAsync(Configuration(_server.Origin, keys: true));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_plain_route_is_forwarded_for_callers_with_a_key_which_stays_here()
    {
        var answer = await SendAsync("/docs/a/b?c=d", $"Authorization: Bearer {Key}", "X-Custom: kept");

        answer.Status.ShouldBe(201);
        answer.BodyText.ShouldBe("hello");
        answer.Header("x-own").ShouldBe("yes");
        var request = _server.Requests.ShouldHaveSingleItem();
        request.StartLine.ShouldBe("GET /docs/a/b?c=d HTTP/1.1");
        request.Header("x-custom").ShouldBe("kept");
        request.Header("authorization").ShouldBeNull();
        request.Head.ShouldNotContain(Key);
        (await _gateway.WaitForLogAsync("route=operator")).ShouldContain("GET /docs/a/b 201 key=ops");
    }

    [Theory]
    [InlineData("x-api-key")]
    [InlineData("api-key")]
    [InlineData("x-goog-api-key")]
    public async Task The_key_stays_here_whichever_header_brings_it(string header)
    {
        (await SendAsync("/docs", $"{header}: {Key}")).Status.ShouldBe(201);

        _server.Requests.ShouldHaveSingleItem().Head.ShouldNotContain(Key);
    }

    /// <summary>G18.</summary>
    [Theory]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-HTTP-Method")]
    [InlineData("x-method-override")]
    public async Task A_header_that_would_make_another_method_of_it_stays_here(string header)
    {
        (await SendAsync("/docs", $"x-api-key: {Key}", $"{header}: DELETE")).Status.ShouldBe(201);

        var request = _server.Requests.ShouldHaveSingleItem();
        request.StartLine.ShouldStartWith("GET ");
        request.Head.ShouldNotContain("DELETE");
    }

    [Fact]
    public async Task Without_a_key_it_is_refused_and_nothing_is_forwarded()
    {
        (await SendAsync("/docs")).ShouldBeRefused(401);
        (await SendAsync("/docs", "x-api-key: wrong")).ShouldBeRefused(401, "invalid_api_key");
        (await SendAsync("/keyed/v1/files")).ShouldBeRefused(401);

        _server.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_route_that_is_open_takes_everybody_and_passes_on_what_is_not_ours()
    {
        (await SendAsync("/open", "Authorization: Basic dXNlcjpwdw==")).Status.ShouldBe(201);

        _server.Requests.ShouldHaveSingleItem().Header("authorization").ShouldBe("Basic dXNlcjpwdw==");
    }

    [Fact]
    public async Task On_an_open_route_too_a_gateway_key_stays_here()
    {
        (await SendAsync("/open", $"Authorization: Bearer {Key}")).Status.ShouldBe(201);

        _server.Requests.ShouldHaveSingleItem().Head.ShouldNotContain(Key);
    }

    [Theory]
    [InlineData("Authorization: Bearer " + Key)]
    [InlineData("x-api-key: " + Key)]
    [InlineData("api-key: " + Key)]
    public async Task The_transform_sends_the_providers_key_in_place_of_the_callers(string credential)
    {
        (await SendAsync("/keyed/v1/files", credential)).Status.ShouldBe(201);

        var request = _server.Requests.ShouldHaveSingleItem();
        request.Headers.Where(h => h.Key.Equals("authorization", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ShouldBe([$"Bearer {ProviderKey}"]);
        request.Header("x-fixed").ShouldBe("by the operator");
        request.Header("x-api-key").ShouldBeNull();
        request.Header("api-key").ShouldBeNull();
        request.Head.ShouldNotContain(Key);
    }

    [Fact]
    public async Task A_provider_is_not_told_who_calls()
    {
        (await SendAsync(
            "/keyed/v1/files", $"api-key: {Key}", "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Host: canary", "X-Forwarded-Anything: canary", "Forwarded: for=203.0.113.7", "X-Real-IP: 203.0.113.7", "Cookie: canary=1", "X-Custom: kept"))
            .Status.ShouldBe(201);

        var names = _server.Requests.ShouldHaveSingleItem().Headers.Select(h => h.Key.ToLowerInvariant()).Order(StringComparer.Ordinal);
        names.ShouldBe(["authorization", "host", "x-custom", "x-fixed"]);
    }

    [Fact]
    public async Task Headers_that_a_connection_names_stay_on_their_side()
    {
        await using var server = RawServer.Answering("HTTP/1.1 201 Created\r\nX-Own: yes\r\nX-Hop: canary\r\nConnection: x-hop, close\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(Configuration(server.Origin, keys: true));

        var answer = await RawClient.SendAsync(
            gateway.BaseUrl.Port, RawRequest.Get("/docs", $"api-key: {Key}", "Connection: x-foo, x-forwarded-for", "X-Foo: canary", "X-Custom: kept", "Keep-Alive: timeout=9", "TE: trailers"));

        answer.Status.ShouldBe(201);
        answer.Header("x-own").ShouldBe("yes");
        answer.Header("x-hop").ShouldBeNull();
        var request = server.Requests.ShouldHaveSingleItem();
        request.Head.ShouldNotContain("canary");
        request.Header("x-custom").ShouldBe("kept");
        request.Header("x-forwarded-for").ShouldBe("127.0.0.1");
        request.Header("keep-alive").ShouldBeNull();
    }

    [Fact]
    public async Task On_an_open_route_the_transform_replaces_whatever_credential_came()
    {
        (await SendAsync("/open-keyed", "Authorization: Basic dXNlcjpwdw==", "x-api-key: theirs")).Status.ShouldBe(201);

        var request = _server.Requests.ShouldHaveSingleItem();
        request.Headers.Where(h => h.Key.Equals("authorization", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ShouldBe([$"Bearer {ProviderKey}"]);
        request.Header("x-api-key").ShouldBeNull();
    }

    [Fact]
    public async Task While_no_key_is_configured_callers_on_this_machine_keep_their_credentials()
    {
        await using var open = await TestGateway.StartAsync(Configuration(_server.Origin, keys: false));

        (await RawClient.SendAsync(open.BaseUrl.Port, RawRequest.Get("/docs", "Authorization: Bearer for-the-docs", "Connection: close"))).Status.ShouldBe(201);

        _server.Requests.ShouldHaveSingleItem().Header("authorization").ShouldBe("Bearer for-the-docs");
    }

    [Fact]
    public async Task The_gateways_own_paths_are_still_its_own()
    {
        (await SendAsync("/health/live")).Status.ShouldBe(200);
        (await SendAsync("/v1/models", $"api-key: {Key}")).Status.ShouldBe(200);

        _server.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_route_that_does_not_answer_is_refused_in_words_an_SDK_can_read()
    {
        await _server.DisposeAsync();

        (await SendAsync("/docs", $"api-key: {Key}")).Status.ShouldBe(502);

        (await _gateway.WaitForLogAsync("route=operator")).ShouldContain("GET /docs 502 key=ops");
    }

    [Fact]
    public async Task A_transform_for_a_provider_that_is_not_there_refuses_the_start()
    {
        var configuration = JsonSerializer.Serialize(Configuration(_server.Origin, keys: true)).Replace("\"ProviderKey\":\"up\"", "\"ProviderKey\":\"nobody\"", StringComparison.Ordinal);

        var thrown = await Should.ThrowAsync<Exception>(TestGateway.StartAsync(configuration));

        thrown.ToString().ShouldContain("names the provider 'nobody', which Gateway:Providers does not have");
    }

    private static object Configuration(Uri destination, bool keys) => new
    {
        Gateway = new
        {
            Providers = new { up = new { Type = "OpenAI", ApiKeys = new[] { ProviderKey }, Headers = new Dictionary<string, string> { ["x-fixed"] = "by the operator" } } },
            VirtualKeys = keys ? new Dictionary<string, string> { ["ops"] = Key } : [],
        },
        ReverseProxy = new
        {
            Routes = new Dictionary<string, object>
            {
                ["docs"] = new { ClusterId = "own", Match = new { Path = "/docs/{**rest}" } },
                ["open"] = new { ClusterId = "own", AuthorizationPolicy = "Anonymous", Match = new { Path = "/open/{**rest}" } },
                ["keyed"] = new { ClusterId = "own", Match = new { Path = "/keyed/{**rest}" }, Transforms = new[] { new Dictionary<string, string> { ["ProviderKey"] = "up" } } },
                ["open-keyed"] = new
                {
                    ClusterId = "own",
                    AuthorizationPolicy = "Anonymous",
                    Match = new { Path = "/open-keyed/{**rest}" },
                    Transforms = new[] { new Dictionary<string, string> { ["ProviderKey"] = "up" } },
                },
            },
            Clusters = new { own = new { Destinations = new { only = new { Address = destination.AbsoluteUri } } } },
        },
    };

    private Task<RawMessage> SendAsync(string path, params string[] headers) =>
        RawClient.SendAsync(_gateway.BaseUrl.Port, RawRequest.Get(path, [.. headers, "Connection: close"]));
}
