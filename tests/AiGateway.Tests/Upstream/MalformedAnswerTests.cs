using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Upstream;

/// <summary>Answers that are no valid JSON, whole or in one event (promise D8).</summary>
public class MalformedAnswerTests
{
    public static TheoryData<Dialect> Dialects => [.. Enum.GetValues<Dialect>()];

    [Theory]
    [InlineData(Dialect.Anthropic)]
    [InlineData(Dialect.Gemini)]
    [InlineData(Dialect.Mistral)]
    public async Task One_bad_event_costs_itself_alone(Dialect dialect)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(StreamText.Long.MalformedAt(StreamText.Midway));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        StreamText.ShouldBeClean(await response.Content.ReadAsStringAsync(), "a1 b2 c3 d4 e5 f6 g7 h8 i9 j10");
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("MalformedEvents=1");
    }

    [Fact]
    public async Task The_callers_own_format_passes_a_bad_event_on_untouched()
    {
        const string Bad = "data: {\"id\":\"broken\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\n\n";
        var frames = new[] { OpenAIFrames.Role, OpenAIFrames.Content("Good "), Bad, OpenAIFrames.Content("day"), OpenAIFrames.Finish, OpenAIFrames.Done };
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Frames([.. frames.Select(WireFrame.FromString)]));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(frames));
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("MalformedEvents=1");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_body_that_is_no_JSON_says_nothing_of_itself(Dialect dialect)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Body(200, "{\"account\":\"inner-secret-snippet\", oops"));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("snippet");
        (await response.ErrorCodeAsync()).ShouldBe("upstream_malformed");
        response.Header("x-should-retry").ShouldBe("false");
        await gateway.WaitForRequestLogAsync(response);
        gateway.LogLines.ShouldNotContain(line => line.Contains("snippet", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"choices\":[]}")]
    [InlineData("{\"object\":5}")]
    [InlineData("{\"object\":[],\"choices\":7,\"usage\":true,\"error\":null}")]
    [InlineData("<html>Bad gateway</html>")]
    public async Task A_body_that_is_no_answer_goes_to_the_next(string body)
    {
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            await using var bad = await FakeProvider.StartAsync(dialect);
            await using var good = await FakeProvider.StartAsync(dialect);
            await using var gateway = await Pools.StartAsync(bad, good);
            bad.Always(Fault.Body(200, body));
            good.Always(StreamText.GoodAnswer);

            var plain = await gateway.ChatAsync(Pools.Model);
            var stream = await gateway.ChatAsync(Pools.Model, stream: true);

            plain.StatusCode.ShouldBe(HttpStatusCode.OK, dialect.ToString());
            (await plain.TextAsync()).ShouldBe(StreamText.Good, dialect.ToString());
            StreamText.ShouldBeClean(await stream.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_error_inside_a_200_goes_to_the_next(Dialect dialect)
    {
        await using var bad = await FakeProvider.StartAsync(dialect);
        await using var good = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(bad, good);
        bad.Next(FakeAnswer.Honest.ErrorEventAt(0), FakeAnswer.Honest.ErrorEventAt(0));
        good.Always(StreamText.GoodAnswer);

        var plain = await gateway.ChatAsync(Pools.Model);
        var stream = await gateway.ChatAsync(Pools.Model, stream: true);

        (await plain.TextAsync()).ShouldBe(StreamText.Good);
        StreamText.ShouldBeClean(await stream.Content.ReadAsStringAsync());
        plain.Header("x-aigateway-attempts").ShouldBe("2");
    }
}
