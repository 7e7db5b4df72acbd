using System.Diagnostics;
using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Pipeline;

/// <summary>The time that a whole request has, with all its attempts, and the caller's say in it.</summary>
public class TotalTimerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ends_a_request_that_no_other_timer_ends(bool stream)
    {
        await using var silent = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { Total = "500ms" }, silent, spare);
        silent.Always(Fault.Silent);

        var watch = Stopwatch.StartNew();
        var response = await gateway.ChatAsync(Pools.Model, stream: stream);

        watch.Elapsed.ShouldBeInRange(TimeSpan.FromMilliseconds(450), TimeSpan.FromSeconds(5));
        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await response.ErrorCodeAsync()).ShouldBe("timeout_total");
        (await response.Content.ReadAsStringAsync()).ShouldContain("0.5 s");
        await silent.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(5));
        spare.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task Lies_around_all_attempts()
    {
        await using var silent = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(
            new Knobs { FirstToken = "300ms", Total = "1s" }, [.. Enumerable.Repeat(Target.To(silent), 8)]);
        silent.Always(Fault.Silent);

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        (await response.ErrorCodeAsync()).ShouldBe("timeout_total");
        silent.Requests.Count.ShouldBeInRange(2, 4);
    }

    [Fact]
    public async Task Ends_a_stream_that_goes_on_for_too_long()
    {
        await using var endless = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { Total = "800ms" }, endless);
        endless.Always(FakeAnswer.Text([.. Enumerable.Repeat("on ", 200)]).Paced(TimeSpan.FromMilliseconds(30)));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        StreamText.ShouldBeBroken(stream, "timeout_total");
        Chat.StreamedText(stream).ShouldStartWith("on on ");
        await endless.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("300ms", "0.3 s")]
    [InlineData("1s", "1 s")]
    [InlineData("1m", "1.5 s")]
    [InlineData("24h", "1.5 s")]
    public async Task The_caller_may_shorten_it_and_never_lengthen(string asked, string told)
    {
        await using var silent = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { Total = "1500ms" }, silent);
        silent.Always(Fault.Silent);

        var response = await gateway.ChatAsync(Pools.Model, "Hello", false, ("x-aigateway-timeout", asked));

        (await response.ErrorCodeAsync()).ShouldBe("timeout_total");
        (await response.Content.ReadAsStringAsync()).ShouldContain($"total time of {told}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("1d")]
    [InlineData("25h")]
    [InlineData("s")]
    [InlineData("99999999999999999999s")]
    public async Task A_time_that_is_none_is_refused(string asked)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);

        var response = await gateway.ChatAsync(Pools.Model, "Hello", false, ("x-aigateway-timeout", asked));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorCodeAsync()).ShouldBe("invalid_header");
        provider.HeadsSeen.ShouldBe(0);
    }
}
