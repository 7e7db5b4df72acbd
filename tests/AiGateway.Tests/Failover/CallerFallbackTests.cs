using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>Models that a caller names for the case that the one asked for cannot answer.</summary>
public sealed class CallerFallbackTests : IAsyncLifetime
{
    private const string Key = "oQ7vT2xW9pLs4ZzR8mYb3nHc";

    private FakeProvider _one = null!;
    private FakeProvider _two = null!;
    private FakeProvider _three = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _one = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(Fault.Status(500));
        _two = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(FakeAnswer.Text("p2"));
        _three = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(FakeAnswer.Text("p3"));
        _gateway = await Engines.StartAsync(
            new { Cooldown = new { Failures = 1000, Window = "1ms" }, VirtualKeys = new { tester = new { Value = Key, Models = new[] { "open", "off", "b", "c", "nowhere" } } } },
            new
            {
                open = new { Targets = new[] { "p1/gpt-4o-mini" }, CallerFallbacks = true, MaxRetries = 0 },
                off = new { Targets = new[] { "p1/gpt-4o-mini" }, MaxRetries = 0 },
                b = new { Targets = new[] { "p2/gpt-4o-mini" }, MaxRetries = 0 },
                c = new { Targets = new[] { "p3/gpt-4o-mini" }, MaxRetries = 0 },
                secret = new { Targets = new[] { "p3/gpt-4o-mini" } },
            },
            _one,
            _two,
            _three);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _three.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_are_asked_in_their_order(bool stream)
    {
        var first = await AskAsync("open", "b, c", stream);
        _two.Always(Fault.Status(503));
        var second = await AskAsync("open", "b,c", stream);

        (await first.SpokenAsync(stream)).ShouldBe("p2");
        (first.Header("x-aigateway-provider"), first.Header("x-aigateway-attempts")).ShouldBe(("p2", "2"));
        (await second.SpokenAsync(stream)).ShouldBe("p3");
        (second.Header("x-aigateway-provider"), second.Header("x-aigateway-attempts")).ShouldBe(("p3", "3"));
        (await _gateway.WaitForRequestLogAsync(second)).ShouldContain("Model=open ");
    }

    [Fact]
    public async Task They_are_left_alone_while_the_model_answers_or_the_caller_is_at_fault()
    {
        _one.Next(FakeAnswer.Text("p1"), Fault.Status(422));

        (await (await AskAsync("open", "b")).TextAsync()).ShouldBe("p1");
        (await AskAsync("open", "b")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        _two.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task The_last_failure_is_the_one_told()
    {
        _two.Always(Fault.Error(503, "The second is out of order."));

        var response = await AskAsync("open", "b");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).ShouldContain("The second is out of order.");
        response.Header("x-should-retry").ShouldBe("false");
    }

    [Theory]
    [InlineData("off", "b", HttpStatusCode.BadRequest, "fallbacks_not_allowed")]
    [InlineData("open", "secret", HttpStatusCode.Forbidden, "model_not_allowed")]
    [InlineData("open", "b,secret", HttpStatusCode.Forbidden, "model_not_allowed")]
    [InlineData("open", "nowhere", HttpStatusCode.NotFound, "model_not_found")]
    [InlineData("open", "b,,c", HttpStatusCode.BadRequest, "invalid_header")]
    public async Task What_may_not_be_named_is_refused_before_any_call(string model, string fallbacks, HttpStatusCode status, string code)
    {
        var response = await AskAsync(model, fallbacks);

        response.StatusCode.ShouldBe(status);
        (await response.ErrorCodeAsync()).ShouldBe(code);
        (_one.HeadsSeen + _two.HeadsSeen + _three.HeadsSeen).ShouldBe(0);
    }

    private Task<HttpResponseMessage> AskAsync(string model, string fallbacks, bool stream = false) =>
        _gateway.ChatAsync(model, "Hi", stream, ("authorization", "Bearer " + Key), ("x-aigateway-fallbacks", fallbacks));
}
