using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Options;

namespace AiGateway.Tests.Routing;

/// <summary>Requests that begin alike stay together, for as long as the place is well.</summary>
public sealed class AffinityTests : RoutingSetup
{
    private const string SecondKey = "sk-another-key-of-the-same-account-0001";

    private static readonly object Targets = new[] { $"one/{UpstreamModel}", $"two/{UpstreamModel}" };

    [Fact]
    [Proves("Gateway:Models:*:Affinity")]
    public async Task Affinity_keeps_requests_that_begin_alike_at_one_target()
    {
        await using var gateway = await GatewayAsync(new { together = new { Targets, Affinity = true }, apart = new { Targets } });
        var homes = new List<string?>();
        for (var prompt = 0; prompt < 16; prompt++)
        {
            var answered = new HashSet<string?>();
            for (var turn = 0; turn < 4; turn++)
            {
                answered.Add(await AskAsync(gateway, Body("together", Prompt(prompt, turn))));
            }

            homes.Add(answered.ShouldHaveSingleItem());
        }

        homes.Distinct().Order().ShouldBe(["one", "two"]);
        var scattered = new HashSet<string?>();
        for (var turn = 0; turn < 40; turn++)
        {
            scattered.Add(await AskAsync(gateway, Body("apart", Prompt(0, turn))));
        }

        scattered.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_target_that_rests_is_given_up_at_once_and_taken_up_again()
    {
        await using var gateway = await GatewayAsync(new { m = new { Targets, Affinity = true } }, cooldown: new { Failures = 1, Rest = "2s", MaxRest = "2s" });
        var home = await AskAsync(gateway, Body("m", Prompt(1, 0)));
        var (fake, other) = home == "one" ? (One, "two") : (Two, "one");
        fake.Always(Fault.Status(500));

        for (var turn = 0; turn < 4; turn++)
        {
            (await AskAsync(gateway, Body("m", Prompt(1, turn)))).ShouldBe(other);
        }

        fake.HeadsSeen.ShouldBeLessThan(5);
        fake.ResetScript();
        await UntilAsync(async () => await AskAsync(gateway, Body("m", Prompt(1, 9))) == home);
        (await AskAsync(gateway, Body("m", Prompt(1, 10)))).ShouldBe(home);
    }

    [Fact]
    public async Task A_providers_keys_have_their_own_prompts_too()
    {
        await using var gateway = await TwoKeysAsync();
        var homes = new List<string?>();
        for (var prompt = 0; prompt < 16; prompt++)
        {
            var keys = new HashSet<string?>();
            for (var turn = 0; turn < 4; turn++)
            {
                keys.Add(await KeyOfAsync(gateway, Prompt(prompt, turn)));
            }

            homes.Add(keys.ShouldHaveSingleItem());
        }

        homes.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_rests_is_given_up_at_once_and_taken_up_again()
    {
        await using var gateway = await TwoKeysAsync();
        var home = await KeyOfAsync(gateway, Prompt(1, 0));
        One.When(request => request.Key == home, Fault.RateLimited(1));

        var other = await KeyOfAsync(gateway, Prompt(1, 1));
        other.ShouldNotBe(home);

        One.ResetScript();
        await UntilAsync(async () => await KeyOfAsync(gateway, Prompt(1, 2)) == home);
        (await KeyOfAsync(gateway, Prompt(1, 3))).ShouldBe(home);
    }

    [Theory]
    [InlineData(true, 60)]
    [InlineData(false, 0)]
    public async Task What_was_read_from_caches_is_counted_and_logged(bool affinity, long counted)
    {
        await using var gateway = await GatewayAsync(new { m = new { Targets, Affinity = affinity } });
        using var tap = new CounterTap(gateway, "aigateway.affinity.cached_tokens", "model");
        One.Always(FakeAnswer.Text("Hi").WithUsage(40, 5, cacheRead: 60));
        Two.Always(FakeAnswer.Text("Hi").WithUsage(40, 5, cacheRead: 60));

        var response = await gateway.ChatAsync("m");

        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("CachedTokens=60");
        tap["m"].ShouldBe(counted);
    }

    private static string Prompt(int number, int turn) => $"Prompt {number}: {string.Join(' ', Enumerable.Repeat("stable", 200))} and turn {turn}";

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("It never came to be so.");
    }

    private Task<TestGateway> TwoKeysAsync()
    {
        One.AcceptedKeys.Add(SecondKey);
        return TestGateway.StartAsync(new
        {
            Gateway = new
            {
                Providers = new { one = new { Type = "OpenAI", BaseUrl = One.BaseUrl.AbsoluteUri, ApiKeys = new[] { One.Key, SecondKey }, AllowPrivateNetwork = true } },
                Models = new { m = new { Targets = new[] { $"one/{UpstreamModel}" }, Affinity = true } },
            },
        });
    }

    /// <summary>The key that answered in the end.</summary>
    private async Task<string?> KeyOfAsync(TestGateway gateway, string prompt)
    {
        (await AskAsync(gateway, Body("m", prompt))).ShouldBe("one");
        return One.Requests[^1].Key;
    }
}
