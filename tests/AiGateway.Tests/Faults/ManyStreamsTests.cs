using System.Globalization;
using System.Text.RegularExpressions;
using AiGateway.Configuration;
using AiGateway.Fakes;
using AiGateway.Health;
using AiGateway.Tests.Failover;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace AiGateway.Tests.Faults;

/// <summary>Five hundred streams at once over a primary that fails every other call (promises D14, I6): each gets its own answer, and nothing of them is left.</summary>
[Collection(Undisturbed.Name)]
public partial class ManyStreamsTests(ITestOutputHelper output)
{
    private const int Streams = 500;
    private const int Words = 30;
    private const int Rounds = 3;

    [Fact]
    public async Task Each_stream_has_its_own_answer_and_nothing_is_left_of_it()
    {
        await using var setting = await FlappingPrimary.StartAsync();
        await PlayAsync(setting, 0);
        await setting.QuietAsync();
        var timers = await SettledTimersAsync(0);
        var memory = new List<long>();

        for (var round = 1; round <= Rounds; round++)
        {
            var failed = setting.Failed;
            await PlayAsync(setting, round);
            (setting.Failed - failed).ShouldBeGreaterThan(Streams / 3);

            await setting.QuietAsync();
            var stats = setting.Gateway.Services.GetRequiredService<TargetStats>();
            stats.UnderWay("p1", Target.ModelOf(Dialect.OpenAI)).ShouldBe(0);
            stats.UnderWay("p2", Target.ModelOf(Dialect.Anthropic)).ShouldBe(0);
            setting.Primary.ConnectionsOpen.ShouldBeLessThanOrEqualTo(Streams);
            setting.Fallback.ConnectionsOpen.ShouldBeLessThanOrEqualTo(Streams);
            var left = await SettledTimersAsync(timers);
            memory.Add(GC.GetTotalMemory(forceFullCollection: true));
            output.WriteLine(
                $"Round {round}: {setting.Failed - failed} calls failed; {memory[^1] / 1024} KiB, {left} timers (at first {timers}), {setting.Primary.ConnectionsOpen} + {setting.Fallback.ConnectionsOpen} idle connections.");
            left.ShouldBeLessThanOrEqualTo(timers + 10);
        }

        (memory[^1] - memory[0]).ShouldBeLessThan(4 << 20);
    }

    private static async Task PlayAsync(FlappingPrimary setting, int round)
    {
        var modes = Enum.GetValues<StreamMode>();
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(i => PlayAsync(setting, modes[i % modes.Length], string.Create(CultureInfo.InvariantCulture, $"nonce-{round}-{i:000}"))));
    }

    private static async Task PlayAsync(FlappingPrimary setting, StreamMode mode, string nonce)
    {
        var prompt = string.Join(' ', Enumerable.Repeat(nonce, Words));
        using var response = await setting.Gateway.ChatAsync(mode.ToString(), prompt, stream: true);
        var body = await response.Content.ReadAsStringAsync();

        Nonces().Matches(body).Select(match => match.Value).Distinct().ShouldAllBe(found => found == nonce, body);
        ((int)response.StatusCode).ShouldBe(200, body);
        var facts = StreamFacts.Of(body);
        if (facts.Errors.Count == 0)
        {
            facts.Text.ShouldBe(prompt, body);
            facts.Finishes.ShouldBe(["stop"], body);
            facts.Terminators.ShouldBe(1, body);
            facts.TerminatorIsLast.ShouldBeTrue(body);
            return;
        }

        mode.ShouldNotBe(StreamMode.Atomic, body);
        facts.ErrorIsLast.ShouldBeTrue(body);
        facts.Errors.Count.ShouldBe(1, body);
        facts.Terminators.ShouldBe(0, body);
        facts.Finishes.ShouldBeEmpty(body);
        facts.Text.ShouldNotBeEmpty(body);
        prompt.ShouldStartWith(facts.Text, Case.Sensitive, body);
    }

    /// <summary>The timers that are left once those of what has just ended had time to go.</summary>
    private static async Task<long> SettledTimersAsync(long goal)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 50 && least > goal; i++)
        {
            await Task.Delay(100);
            least = Math.Min(least, Timer.ActiveCount);
        }

        return least;
    }

    [GeneratedRegex(@"nonce-\d+-\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Nonces();
}
