using System.Text.Json;

namespace AiGateway.Clients.Gateway;

/// <summary>The built-in mock before both SDKs.</summary>
public sealed class MockTests(ClientBench bench) : IClassFixture<ClientBench>
{
    private const string Hello = "Hello there, gateway";

    /// <summary>Both SDKs.</summary>
    public static TheoryData<Sdk> Sdks => [Sdk.Npm, Sdk.NuGet];

    [Theory]
    [MemberData(nameof(Sdks))]
    public async Task Echoes(Sdk sdk)
    {
        var result = await RunAsync(sdk, "chat").Good();
        result.Text("text").ShouldBe(Hello);
        result.Text("finish").ShouldBe("stop");
        result.Text("provider").ShouldBe("mock");
        result.GetProperty("usage").Number("output").ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Sdks))]
    public async Task Streams(Sdk sdk)
    {
        var result = await RunAsync(sdk, "stream").Good();
        result.Text("text").ShouldBe(Hello);
        result.Number("pieces").ShouldBe(3);
        result.Number("ids").ShouldBe(1);
        result.GetProperty("usage").Number("total").ShouldBeGreaterThan(3);
    }

    [Theory]
    [MemberData(nameof(Sdks))]
    public async Task Calls_a_tool(Sdk sdk)
    {
        var result = await RunAsync(sdk, "tools").Good();
        result.Text("finish").ShouldBe("tool_calls");
        result.Each("calls", "name").ShouldBe(["get_weather"]);
        JsonElement.Parse(result.Each("calls", "arguments")[0]!).GetProperty("days").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
    }

    [Theory]
    [MemberData(nameof(Sdks))]
    public async Task Calls_tools_in_parallel_in_a_stream(Sdk sdk) =>
        (await RunAsync(sdk, "tools_stream").Good()).Each("calls", "name").ShouldBe(["get_weather", "get_time"]);

    [Theory]
    [MemberData(nameof(Sdks))]
    public async Task Takes_results(Sdk sdk)
    {
        foreach (var operation in (string[])["loop", "loop_stream"])
        {
            var result = await RunAsync(sdk, operation).Good();
            result.Texts("names").ShouldBe(["get_weather", "get_time"]);
            result.Text("finish").ShouldBe("stop");
            result.Text("text").ShouldNotBeNullOrEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Sdks))]
    public async Task Honours_what_shapes_the_answer(Sdk sdk)
    {
        (await RunAsync(sdk, "structured").Good()).GetProperty("parsed").TryGetProperty("score", out _).ShouldBeTrue();
        (await RunAsync(sdk, "choices").Good()).Texts("choices").ShouldBe([Hello, Hello]);
        (await RunAsync(sdk, "limit").Good()).Text("finish").ShouldBe("length");
        (await RunAsync(sdk, "image").Good()).Text("text").ShouldNotBeNull().ShouldContain("[image]");
        (await RunAsync(sdk, "roles").Good()).Text("text").ShouldBe(Hello);
    }

    [Theory]
    [MemberData(nameof(Sdks))]
    public async Task Embeds_in_both_encodings(Sdk sdk)
    {
        var result = await bench.RunAsync(sdk, "embeddings", "mock/embed").Good();
        result.GetProperty("lengths").EnumerateArray().Select(each => each.GetInt32()).ShouldBe([256, 256]);
        result.GetProperty("distance").GetDouble().ShouldBeLessThan(1e-6);
        result.GetProperty("apart").GetBoolean().ShouldBeTrue();
        result.Number("input").ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Sdks))]
    public async Task Is_listed(Sdk sdk)
    {
        var result = await bench.RunAsync(sdk, "models", "mock/echo").Good();
        result.Text("one").ShouldBe("mock/echo");
        result.Texts("ids").ShouldContain("mock/echo");
    }

    [Theory]
    [InlineData(Sdk.Npm, "mock/error-503", "InternalServerError", 503)]
    [InlineData(Sdk.NuGet, "mock/error-503", "InternalServerError", 503)]
    [InlineData(Sdk.Npm, "mock/rate-limit", "RateLimitError", 429)]
    [InlineData(Sdk.NuGet, "mock/rate-limit", "RateLimitError", 429)]
    [InlineData(Sdk.Npm, "mock/refuse", "InternalServerError", 502)]
    [InlineData(Sdk.NuGet, "mock/refuse", "InternalServerError", 502)]
    [InlineData(Sdk.Npm, "mock/error-422", "UnprocessableEntityError", 422)]
    [InlineData(Sdk.NuGet, "mock/error-422", "UnprocessableEntityError", 422)]
    public async Task Fails_as_asked(Sdk sdk, string model, string type, int status)
    {
        var error = await bench.RunAsync(sdk, "chat", model).Error();
        error.Text("class").ShouldBe(sdk == Sdk.Npm ? type : "ClientResultException");
        error.Number("status").ShouldBe(status);
    }

    [Theory]
    [InlineData(Sdk.Npm, "mock/cut-2")]
    [InlineData(Sdk.NuGet, "mock/cut-2")]
    [InlineData(Sdk.Npm, "mock/end-2")]
    [InlineData(Sdk.NuGet, "mock/end-2")]
    [InlineData(Sdk.Npm, "mock/fail-2")]
    [InlineData(Sdk.NuGet, "mock/fail-2")]
    public async Task Breaks_off_as_asked(Sdk sdk, string model) =>
        (await bench.RunAsync(sdk, "stream", model).Error()).Text("message").ShouldNotBeNullOrEmpty();

    private Task<JsonElement> RunAsync(Sdk sdk, string operation) => bench.RunAsync(sdk, operation, "mock/echo");
}
