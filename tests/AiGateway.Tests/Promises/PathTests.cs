using AiGateway.Fakes.Raw;

namespace AiGateway.Tests.Promises;

/// <summary>G14, G18: paths and methods that mean something else than they say. Who may call is decided after the server has made sense of them.</summary>
public sealed class PathTests(InputBench bench) : IClassFixture<InputBench>
{
    public static TheoryData<string> Unknown =>
    [
        "/", "/v1", "/v1/", "/v1/chat", "/v1/chat/completions/extra", "/v2/chat/completions", "/admin", "/v1/../admin", "/v1/%2e%2e/admin",
        "/v1/.%2e/admin", "/v1%2f..%2fadmin", "/v1%2fchat%2fcompletions", "/v1/chat%2fcompletions", "//v1/chat/completions", "/v1//chat/completions",
        "/v1/chat/completions;x=y", "/v1/chat/completions%20", "/v1/chat/completions/../../../..", "/..%5cv1/chat/completions",
        "/v1\\chat\\completions", "/providers/up/v1/chat/completions", "/aigateway", "/.well-known/x", "/v1/chat/completions%ef%bc%8f",
    ];

    /// <summary>Ways to spell a path that is served, which must not be ways around the key.</summary>
    public static TheoryData<string> Served =>
    [
        RawRequest.ChatPath, "/V1/Chat/COMPLETIONS", "/v1/chat/completions/", "/x/../v1/chat/completions", "/x/%2e%2e/v1/chat/completions", "/./v1/./chat/completions",
        "/v1/chat/%63ompletions", "/v1/chat/completions?x=/health/live", "/health/live/../../v1/chat/completions", "/health/%2e%2e/v1/chat/completions",
        "/v1/chat/completions?key=KEY", "/v1/chat/completions?api_key=KEY", "/v1/chat/completions?api-key=KEY&x-api-key=KEY", "/v1/embeddings", "/v1/chat/completions#x",
    ];

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task An_unknown_path_is_said_to_be_unknown(string path)
    {
        foreach (var request in (string[])[RawRequest.Post(RawRequest.GoodChat, path, "Connection: close"), RawRequest.Get(path, "Connection: close")])
        {
            var answer = await RawClient.SendAsync(bench.Port, request);

            answer.ShouldBeRefused(404, "unknown_url");
        }

        bench.NothingWentOut();
    }

    [Fact]
    public async Task A_NUL_in_a_path_is_refused_by_the_server_itself()
    {
        var answer = await RawClient.SendAsync(bench.Port, RawRequest.Post(RawRequest.GoodChat, RawRequest.ChatPath + "%00", "Connection: close"));

        answer.Status.ShouldBe(400);
        bench.NothingWentOut();
    }

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task Without_a_key_nobody_learns_what_is_unknown(string path)
    {
        var answer = await RawClient.SendAsync(bench.Guarded.BaseUrl.Port, RawRequest.Post(RawRequest.GoodChat, path, "Connection: close"));

        answer.ShouldBeRefused(401);
        bench.NothingWentOut();
    }

    [Theory]
    [MemberData(nameof(Served))]
    public async Task No_spelling_of_a_path_gets_around_the_key(string path)
    {
        var target = path.Replace("KEY", InputBench.Key, StringComparison.Ordinal);

        var answer = await RawClient.SendAsync(bench.Guarded.BaseUrl.Port, RawRequest.Post(RawRequest.GoodChat, target, "Connection: close"));

        answer.ShouldBeRefused(401);
        answer.BodyText.ShouldNotContain(InputBench.Key);
        answer.Header("www-authenticate").ShouldBe("Bearer");
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Another_method_is_not_allowed(string method)
    {
        foreach (var path in (string[])[RawRequest.ChatPath, "/v1/embeddings"])
        {
            var request = RawRequest.Head($"{method} {path} HTTP/1.1", "Connection: close", "X-HTTP-Method-Override: POST", "X-HTTP-Method: POST", "X-Method-Override: POST");

            var answer = await RawClient.SendAsync(bench.Port, request);

            answer.ShouldBeRefused(405, "method_not_allowed");
            answer.Header("allow").ShouldBe("POST");
        }

        bench.NothingWentOut();
    }

    [Fact]
    public async Task HEAD_is_not_allowed_either_and_gets_no_body()
    {
        using var connection = await RawClient.ConnectAsync(bench.Port);
        await connection.WriteAsync(RawRequest.Head($"HEAD {RawRequest.ChatPath} HTTP/1.1", "Connection: close"));

        var head = await connection.ReadThroughAsync("\r\n\r\n");

        head.ShouldStartWith("HTTP/1.1 405 ");
        (await connection.ReadToEndAsync()).ShouldBeEmpty();
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/gpt-4o")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Nobody_posts_to_what_is_only_read(string path)
    {
        var answer = await RawClient.SendAsync(bench.Port, RawRequest.Post(RawRequest.GoodChat, path, "Connection: close"));

        answer.ShouldBeRefused(405, "method_not_allowed");
        bench.NothingWentOut();
    }
}
