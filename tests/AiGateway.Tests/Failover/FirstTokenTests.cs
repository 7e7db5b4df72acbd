using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>Providers that say nothing, or nothing of substance, in time (promises D3, D4 and the commit point).</summary>
public class FirstTokenTests
{
    /// <summary>Short for those who are silent, and long enough for a good one on a machine under load.</summary>
    private static readonly Knobs Quick = new() { FirstToken = "1200ms" };

    public static TheoryData<Dialect> Dialects => [.. Enum.GetValues<Dialect>()];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_timer_names_itself(bool head)
    {
        await using var silent = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(Quick, silent);
        silent.Always(head ? Fault.HeadersThenSilent : Fault.Silent);

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        var error = (await response.JsonAsync()).GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("timeout_first_token");
        error.GetProperty("message").GetString()!.ShouldContain("first token time of 1.2 s");
        error.GetProperty("message").GetString()!.ShouldContain("p1");
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("Error=timeout_first_token");
        await silent.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_silent_provider_is_left_for_the_next(Dialect dialect)
    {
        await using var silent = await FakeProvider.StartAsync(dialect);
        await using var half = await FakeProvider.StartAsync(dialect);
        await using var good = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(Quick, silent, half, good);
        silent.Always(Fault.Silent);
        half.Always(Fault.HeadersThenSilent);
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        StreamText.ShouldBeClean(await response.Content.ReadAsStringAsync());
        response.Header("x-aigateway-attempts").ShouldBe("3");
        await silent.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(5));
        await half.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_preamble_alone_decides_for_nobody(Dialect dialect)
    {
        FakeAnswer[] faults =
        [
            StreamText.Long.StallAfter(StreamText.Preamble(dialect)),
            StreamText.Long.CutAfter(StreamText.Preamble(dialect)),
            StreamText.Long.EndAfter(StreamText.Preamble(dialect)),
            StreamText.Long.ErrorEventAt(StreamText.Preamble(dialect)),
        ];
        await using var bad = await FakeProvider.StartAsync(dialect);
        await using var good = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(Quick, bad, good);
        bad.Next(faults);
        good.Always(StreamText.GoodAnswer);

        foreach (var fault in faults)
        {
            var response = await gateway.ChatAsync(Pools.Model, stream: true);

            response.StatusCode.ShouldBe(HttpStatusCode.OK, fault.Fault!.Kind.ToString());
            StreamText.ShouldBeClean(await response.Content.ReadAsStringAsync());
            response.Header("x-aigateway-attempts").ShouldBe("2", fault.Fault.Kind.ToString());
            response.Header("x-aigateway-provider").ShouldBe("p2");
        }
    }

    [Fact]
    public async Task The_first_token_timer_does_not_run_for_plain_answers()
    {
        await using var slow = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { FirstToken = "100ms", Idle = "100ms" }, slow);
        slow.Always(StreamText.GoodAnswer.After(TimeSpan.FromMilliseconds(600)));

        var response = await gateway.ChatAsync(Pools.Model);

        (await response.TextAsync()).ShouldBe(StreamText.Good);
    }

    [Theory]
    [InlineData(Dialect.OpenAI)]
    [InlineData(Dialect.Anthropic)]
    public async Task Keep_alives_before_a_failover_leave_one_clean_stream(Dialect dialect)
    {
        await using var silent = await FakeProvider.StartAsync(dialect);
        await using var good = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(Quick with { KeepAlive = "250ms" }, silent, good);
        silent.Always(Fault.HeadersThenSilent);
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        StreamText.ShouldBeClean(stream);
        var comments = stream.Split("\n\n").Where(frame => frame.StartsWith(':')).ToList();
        comments.Count(comment => !comment.Contains('=')).ShouldBeInRange(2, 8);
        comments.Count(comment => comment.Contains("x-aigateway-provider=p2") && comment.Contains("x-aigateway-attempts=2")).ShouldBe(1);
        stream.ShouldStartWith(":");
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("KeepAlives=");
    }

    [Fact]
    public async Task After_a_keep_alive_a_final_failure_is_said_inside_the_stream()
    {
        await using var silent = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(Quick with { KeepAlive = "300ms" }, silent);
        silent.Always(Fault.Silent);

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        StreamText.ShouldBeBroken(await response.Content.ReadAsStringAsync(), "timeout_first_token");
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("Error=timeout_first_token");
    }
}
