using System.Text.RegularExpressions;
using AiGateway.Failover;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Options;

namespace AiGateway.Tests.Routing;

/// <summary>Copies go to the mirror, <c>two</c>, and change nothing for those who ask <c>one</c>.</summary>
public sealed class MirrorTests : RoutingSetup
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mirror_that_hangs_keeps_nobody_waiting(bool stream)
    {
        await using var gateway = await MirroredAsync();
        Two.Always(Fault.Silent);

        for (var i = 0; i < 10; i++)
        {
            (await AskAsync(gateway, Body("m", stream: stream))).ShouldBe("one");
        }

        await Two.WaitForRequestAsync(10);
        One.HeadsSeen.ShouldBe(10);
    }

    [Fact]
    [Proves("Gateway:Models:*:Mirror:Target")]
    public async Task Target_is_who_gets_the_copies_under_its_own_name_for_the_model()
    {
        Two.Models.Add("gpt-4.1");
        await using var gateway = await MirroredAsync(new { Target = "two/gpt-4.1" });
        var body = Body("m", "A question", more: json => json["metadata"] = new System.Text.Json.Nodes.JsonObject { ["unknown"] = "kept" });

        await AskAsync(gateway, body);

        var copy = await Two.WaitForRequestAsync();
        copy.BodyText.ShouldBe(body.Replace("\"m\"", "\"gpt-4.1\"", StringComparison.Ordinal));
    }

    [Fact]
    [Proves("Gateway:Models:*:Mirror:Share")]
    public async Task Share_is_how_many_requests_are_copied()
    {
        Two.Models.Add("gpt-4o");
        await using var gateway = await GatewayAsync(new
        {
            all = new { Targets = new[] { $"one/{UpstreamModel}" }, Mirror = new { Target = $"two/{UpstreamModel}", Share = 1 } },
            half = new { Targets = new[] { $"one/{UpstreamModel}" }, Mirror = new { Target = "two/gpt-4o", Share = 0.5 } },
        });
        using var sent = new CounterTap(gateway, "aigateway.mirror.requests", "model");

        await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
        {
            await AskAsync(gateway, Body("all"));
            await AskAsync(gateway, Body("half"));
        });

        sent["all"].ShouldBe(100);
        // 50 are expected; six standard deviations are 30.
        sent["half"].ShouldBeInRange(20, 80);
        await Two.WaitForRequestAsync((int)(sent["all"] + sent["half"]), TimeSpan.FromSeconds(30));
        Two.Requests.Count(request => request.BodyText.Contains("\"gpt-4o\"", StringComparison.Ordinal)).ShouldBe((int)sent["half"]);
    }

    [Fact]
    public async Task What_a_copy_uses_stands_in_its_own_record_alone()
    {
        await using var gateway = await MirroredAsync();
        One.Always(FakeAnswer.Text("Hi").WithUsage(11, 3));
        Two.Always(FakeAnswer.Text("Hi").WithUsage(777, 55));

        var response = await gateway.ChatAsync("m");
        var id = response.Header("x-request-id")!;
        var copy = await gateway.WaitForLogAsync($"MirrorOf={id}");
        var original = gateway.LogLines.Single(line => line.Contains(id, StringComparison.Ordinal) && line != copy);

        original.ShouldContain("Provider=one");
        original.ShouldContain("PromptTokens=11 CompletionTokens=3");
        original.ShouldNotContain("Mirror");
        original.ShouldContain("Attempts=1");
        copy.ShouldContain("Mirror=True");
        copy.ShouldContain("Provider=two");
        copy.ShouldContain("PromptTokens=777 CompletionTokens=55");
        Regex.Matches(copy, "req_[0-9a-f]{32}").Select(match => match.Value).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_copy_outlives_the_caller()
    {
        await using var gateway = await MirroredAsync();
        One.Always(FakeAnswer.Text("Hi").After(TimeSpan.FromSeconds(20)));
        Two.Always(FakeAnswer.Text("Hi").After(TimeSpan.FromSeconds(1)));
        using var leaving = new CancellationTokenSource();

        var asked = gateway.StreamAsync("m", token: leaving.Token);
        await Two.WaitForRequestAsync();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asked);

        var copy = await gateway.WaitForLogAsync("Mirror=True");
        copy.ShouldContain(" 200 ");
        await gateway.WaitForLogAsync(" 499 ");
    }

    [Fact]
    public async Task No_more_than_so_many_copies_are_under_way()
    {
        await using var gateway = await MirroredAsync();
        using var outcomes = new CounterTap(gateway, "aigateway.mirror.requests", "outcome");
        Two.Always(Fault.Silent);

        await Parallel.ForAsync(0, Mirror.Limit + 6, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => await AskAsync(gateway, Body("m")));

        // The last answers may be with their callers a moment before their copies are offered.
        await Eventually.BecomesAsync(() => (int)outcomes["dropped"], 6);
        outcomes["sent"].ShouldBe(Mirror.Limit);
        await Two.WaitForRequestAsync(Mirror.Limit, TimeSpan.FromSeconds(30));
        Two.HeadsSeen.ShouldBe(Mirror.Limit);
    }

    [Fact]
    public async Task A_copy_has_the_models_total_time_and_no_second_attempt()
    {
        await using var gateway = await GatewayAsync(new
        {
            m = new { Targets = new[] { $"one/{UpstreamModel}" }, Mirror = $"two/{UpstreamModel}", Timeouts = new { Total = "2s" }, MaxRetries = 3 },
        });
        Two.Always(Fault.Silent);

        var response = await gateway.ChatAsync("m");
        (await gateway.WaitForLogAsync($"MirrorOf={response.Header("x-request-id")}")).ShouldContain("timeout_total");

        Two.ResetScript().Always(Fault.Status(500));
        response = await gateway.ChatAsync("m");
        (await gateway.WaitForLogAsync($"MirrorOf={response.Header("x-request-id")}")).ShouldContain("Attempts=1");
    }

    [Fact]
    public async Task A_copy_ends_with_the_process()
    {
        Two.Always(Fault.Silent);
        RecordedRequest copy;
        await using (var gateway = await MirroredAsync())
        {
            await AskAsync(gateway, Body("m"));
            copy = await Two.WaitForRequestAsync();
        }

        await copy.Aborted.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_mirror_may_have_a_condition()
    {
        await using var gateway = await MirroredAsync(new { Target = new { Model = $"two/{UpstreamModel}", When = new { Tags = new[] { "copy" } } } });

        await AskAsync(gateway, Body("m"));
        await AskAsync(gateway, Body("m", "the one"), ("x-aigateway-tags", "copy"));

        (await Two.WaitForRequestAsync()).BodyText.ShouldContain("the one");
        Two.HeadsSeen.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_is_refused_is_not_copied()
    {
        await using var gateway = await GatewayAsync(new
        {
            m = new { Targets = new[] { new { Model = $"one/{UpstreamModel}", When = new { Tags = new[] { "good" } } } }, Mirror = $"two/{UpstreamModel}" },
        });

        (await gateway.ChatAsync("m", "a bad one")).IsSuccessStatusCode.ShouldBeFalse();
        await AskAsync(gateway, Body("m", "a good one"), ("x-aigateway-tags", "good"));

        (await Two.WaitForRequestAsync()).BodyText.ShouldContain("a good one");
        Two.HeadsSeen.ShouldBe(1);
    }

    private Task<TestGateway> MirroredAsync(object? mirror = null) =>
        GatewayAsync(new { m = new { Targets = new[] { $"one/{UpstreamModel}" }, Mirror = mirror ?? $"two/{UpstreamModel}" } });
}
