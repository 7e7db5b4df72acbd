using AiGateway.Fakes.Raw;

namespace AiGateway.Tests.Promises;

/// <summary>G17: what is no key is answered alike, whatever it is, and says nothing of the keys there are.</summary>
public sealed class CredentialTests(InputBench bench) : IClassFixture<InputBench>
{
    private const string Key = InputBench.Key;

    private static readonly Dictionary<string, string[]> Credentials = new(StringComparer.Ordinal)
    {
        ["a wrong key"] = ["Authorization: Bearer aQ7vT2xW9pLs4ZzR8mYb3nHc"],
        ["a prefix of the key"] = [$"Authorization: Bearer {Key[..^1]}"],
        ["the key and more"] = [$"Authorization: Bearer {Key}x"],
        ["the key in other case"] = [$"Authorization: Bearer {Key.ToLowerInvariant()}"],
        ["no scheme"] = [$"Authorization: {Key}"],
        ["another scheme"] = [$"Authorization: Basic {Key}"],
        ["a scheme and no blank"] = [$"Authorization: Bearer{Key}"],
        ["a scheme alone"] = ["Authorization: Bearer"],
        ["a scheme and a blank"] = ["Authorization: Bearer "],
        ["nothing"] = ["Authorization: "],
        ["two headers, the right one first"] = [$"Authorization: Bearer {Key}", "Authorization: Bearer x"],
        ["two headers, both right"] = [$"Authorization: Bearer {Key}", $"Authorization: Bearer {Key}"],
        ["two of another"] = [$"x-api-key: {Key}", $"x-api-key: {Key}"],
        ["a list"] = [$"Authorization: Bearer x, Bearer {Key}"],
        ["a wrong one before a right one"] = ["Authorization: Bearer x", $"x-api-key: {Key}"],
        ["SQL"] = ["Authorization: Bearer ' OR '1'='1' --"],
        ["a path"] = ["Authorization: Bearer ../../etc/passwd"],
        ["a pattern"] = ["Authorization: Bearer *"],
        ["an id"] = ["Authorization: Bearer tester"],
        ["not ASCII"] = ["Authorization: Bearer ключ🔑"],
        ["the key with a letter that folds"] = [$"Authorization: Bearer {Key.Replace('k', '\u212A')}"],
        ["twenty kilobytes"] = [$"Authorization: Bearer {new string('k', 20_000)}"],
        ["five hundred characters"] = [$"x-api-key: {new string('k', 600)}"],
        ["an empty key"] = ["x-api-key: "],
        ["a bearer in a plain header"] = [$"x-api-key: Bearer {Key}"],
        ["a cookie"] = [$"Cookie: key={Key}; Authorization=Bearer {Key}", "api-key: x"],
        ["proxy authorization"] = [$"Proxy-Authorization: Bearer {Key}", "api-key: x"],
        ["a websocket's protocol"] = [$"Sec-WebSocket-Protocol: openai-insecure-api-key.{Key}", "x-goog-api-key: x"],
    };

    public static TheoryData<string> Names => [.. Credentials.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_answered_with_the_same_401(string name)
    {
        var answer = await RawClient.SendAsync(bench.Guarded.BaseUrl.Port, RawRequest.Post(RawRequest.GoodChat, RawRequest.ChatPath, Credentials[name]));

        answer.ShouldBeRefused(401, "invalid_api_key").GetProperty("message").GetString().ShouldBe("The gateway key is not valid.");
        // The body was not read, so the connection cannot go on.
        answer.Headers.Select(h => h.Key.ToLowerInvariant()).Order().ShouldBe(["connection", "content-length", "content-type", "date", "www-authenticate", "x-aigateway-request-id", "x-request-id"]);
        answer.Header("content-length").ShouldBe("122");
        bench.NothingWentOut();
    }

    [Fact]
    public async Task None_at_all_is_told_how_to_send_one()
    {
        var answer = await RawClient.SendAsync(bench.Guarded.BaseUrl.Port, RawRequest.Post(RawRequest.GoodChat));

        answer.ShouldBeRefused(401).GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("Authorization: Bearer");
        bench.NothingWentOut();
    }

    [Fact]
    public async Task A_megabyte_is_refused_by_the_server_itself()
    {
        using var connection = await RawClient.ConnectAsync(bench.Guarded.BaseUrl.Port);
        var writing = connection.WriteAsync(RawRequest.Post(RawRequest.GoodChat, RawRequest.ChatPath, $"Authorization: Bearer {new string('k', 1 << 20)}"));

        (await connection.ReadMessageAsync(untilClose: true)).Status.ShouldBe(431);

        connection.Reset();
        await Should.NotThrowAsync(Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(10))));
        bench.NothingWentOut();
    }

    [Fact]
    public async Task A_refusal_comes_before_the_body_and_without_a_100()
    {
        using var connection = await RawClient.ConnectAsync(bench.Guarded.BaseUrl.Port);
        await connection.WriteAsync(RawRequest.Head($"POST {RawRequest.ChatPath} HTTP/1.1", "Content-Type: application/json", "Content-Length: 500000", "Expect: 100-continue", "x-api-key: x"));

        var answer = await connection.ReadMessageAsync();

        answer.ShouldBeRefused(401);
        answer.Header("connection").ShouldBe("close");
        (await connection.ClosesWithinAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
        bench.NothingWentOut();
    }
}
