using AiGateway.Configuration;
using AiGateway.Health;

namespace AiGateway.Tests.Health;

/// <summary>The same under many callers at once.</summary>
public sealed class CooldownConcurrencyTests
{
    private static readonly HealthKey Key = new("openai", "gpt-4o");
    private static readonly CooldownOptions Rules = new();

    private readonly HealthTime _time = new();

    [Fact]
    public void Of_a_thousand_claims_at_once_exactly_one_gets_the_trial()
    {
        for (var round = 0; round < 50; round++)
        {
            var table = new CooldownTable(_time);
            table.Rest(Key, TimeSpan.FromSeconds(5));
            Crowd.Run(1_000, _ => table.TryClaim(Key, out var _)).ShouldBe(0);
            _time.Advance(5);

            Crowd.Run(1_000, _ => table.TryClaim(Key, out var isTrial) && isTrial).ShouldBe(1);
        }
    }

    [Fact]
    public void Of_a_thousand_claims_at_once_exactly_one_gets_both_trials_of_a_target()
    {
        for (var round = 0; round < 50; round++)
        {
            var table = new CooldownTable(_time);
            var health = new TargetHealth(table);
            table.Rest(new HealthKey("openai"), TimeSpan.FromSeconds(5));
            table.Rest(Key, TimeSpan.FromSeconds(5));
            _time.Advance(5);

            TargetClaim won = default;
            Crowd.Run(1_000, _ => Claim(health, ref won)).ShouldBe(1);
            won.ShouldBe(new TargetClaim("openai", "gpt-4o", true, true));
        }

        static bool Claim(TargetHealth health, ref TargetClaim won)
        {
            if (!health.TryClaim("openai", "gpt-4o", out var claim))
            {
                return false;
            }

            won = claim;
            return true;
        }
    }

    [Fact]
    public void A_dead_target_is_asked_once_a_rest_however_many_ask()
    {
        var health = new TargetHealth(new CooldownTable(_time));
        for (var i = 0; i < Rules.Failures; i++)
        {
            health.TryClaim("openai", "gpt-4o", out var claim).ShouldBeTrue();
            health.Failed(claim, wholeProvider: false, Rules);
        }

        // Ten minutes, with 800 requests at once each 2.5 seconds: rests of 5, 10, 20, 40, 80, 120, 120 and 120 seconds end in it.
        var asked = 0;
        for (var i = 0; i < 240; i++)
        {
            _time.Advance(2.5);
            asked += Crowd.Run(800, _ =>
            {
                if (!health.TryClaim("openai", "gpt-4o", out var claim))
                {
                    return false;
                }

                health.Failed(claim, wholeProvider: false, Rules);
                return true;
            });
        }

        asked.ShouldBe(8);
    }

    [Fact]
    public void Of_a_thousand_failures_at_once_one_begins_the_rest()
    {
        for (var round = 0; round < 50; round++)
        {
            var table = new CooldownTable(_time);
            Crowd.Run(1_000, _ => table.Failed(Key, Rules)).ShouldBe(1);
            table.RestsFor(Key).ShouldBe(Rules.Rest);
        }
    }

    [Fact]
    public void No_order_is_lost_while_entries_come_and_go()
    {
        var table = new CooldownTable(_time);
        for (var round = 0; round < 200; round++)
        {
            // Each success removes the entry that each failure makes, while each key is told to rest.
            var key = new HealthKey("openai", $"m{round}");
            Crowd.Run(64, i =>
            {
                if (i == 32)
                {
                    table.Rest(key, TimeSpan.FromSeconds(30));
                }
                else if (i % 2 == 0)
                {
                    table.Failed(key, Rules with { Window = TimeSpan.FromTicks(10), Failures = 1_000, Share = 1 });
                }
                else
                {
                    table.Succeeded(key, isTrial: false);
                }

                _time.Advance(TimeSpan.FromTicks(100));
                return true;
            });
            table.RestsFor(key).ShouldNotBeNull();
        }
    }

    [Fact]
    public void The_bound_holds_under_many_writers()
    {
        var table = new CooldownTable(_time);
        Crowd.Run(4 * CooldownTable.Limit, i => table.Failed(new HealthKey("p", $"m{i}"), Rules));

        table.Count.ShouldBeLessThanOrEqualTo(CooldownTable.Limit);
        table.Resting.Count.ShouldBe(0);
    }
}
