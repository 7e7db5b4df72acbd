using AiGateway.Configuration;
using AiGateway.Health;

namespace AiGateway.Tests.Health;

/// <summary>When something rests, for how long, and who may try it then.</summary>
public sealed class CooldownTableTests
{
    private static readonly HealthKey Key = new("openai", "gpt-4o");
    private static readonly CooldownOptions Rules = new();

    private readonly HealthTime _time = new();
    private readonly CooldownTable _table;

    public CooldownTableTests() => _table = new CooldownTable(_time);

    [Fact]
    public void What_is_well_may_be_asked_and_has_no_entry()
    {
        for (var i = 0; i < 100; i++)
        {
            _table.TryClaim(Key, out var isTrial).ShouldBeTrue();
            isTrial.ShouldBeFalse();
            _table.Succeeded(Key);
        }

        _table.RestsFor(Key).ShouldBeNull();
        _table.Count.ShouldBe(0);
    }

    [Fact]
    public void What_is_well_costs_no_allocation()
    {
        var health = new TargetHealth(_table);
        _table.Rest(new HealthKey("other"), TimeSpan.FromMinutes(1));

        Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                Ask();
            }
        }).ShouldBe(0);

        void Ask()
        {
            if (health.RestsFor("openai", "gpt-4o") is null && health.TryClaim("openai", "gpt-4o", out var claim))
            {
                health.Succeeded(claim);
            }
        }
    }

    [Fact]
    public void It_rests_after_so_many_failures_in_a_row()
    {
        _table.Failed(Key, Rules).ShouldBeFalse();
        _table.Failed(Key, Rules).ShouldBeFalse();
        _table.RestsFor(Key).ShouldBeNull();
        _table.Failed(Key, Rules).ShouldBeTrue();

        _table.RestsFor(Key).ShouldBe(Rules.Rest);
        _table.TryClaim(Key, out _).ShouldBeFalse();
        _time.Advance(2);
        _table.RestsFor(Key).ShouldBe(Rules.Rest - TimeSpan.FromSeconds(2));
        _table.Resting.ShouldBe([(Key, Rules.Rest - TimeSpan.FromSeconds(2))]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    public void The_number_of_failures_is_configured(int failures)
    {
        var rules = Rules with { Failures = failures, Share = 1, Window = TimeSpan.FromTicks(1) };

        for (var i = 1; i < failures; i++)
        {
            _time.Advance(1);
            _table.Failed(Key, rules).ShouldBeFalse();
        }

        _time.Advance(1);
        _table.Failed(Key, rules).ShouldBeTrue();
    }

    [Fact]
    public void A_success_between_starts_the_row_anew()
    {
        for (var i = 0; i < 4; i++)
        {
            _table.Failed(Key, Rules).ShouldBeFalse();
            _table.Failed(Key, Rules).ShouldBeFalse();
            _time.Advance(60);
            _table.Succeeded(Key);
        }

        _table.RestsFor(Key).ShouldBeNull();
    }

    [Fact]
    public void One_request_a_second_to_a_dead_target_lets_it_rest_within_ten_seconds()
    {
        var asked = 0;
        for (var second = 0; second < 10 && _table.RestsFor(Key) is null; second++)
        {
            asked++;
            _table.Failed(Key, Rules);
            _time.Advance(1);
        }

        asked.ShouldBe(3);
        _table.RestsFor(Key).ShouldNotBeNull();
    }

    [Fact]
    public void Failures_in_a_row_count_however_slowly_they_come_but_are_forgotten_after_ten_quiet_minutes()
    {
        _table.Failed(Key, Rules);
        _time.Advance(CooldownEntry.Memory);
        _table.Failed(Key, Rules);
        _time.Advance(CooldownEntry.Memory + TimeSpan.FromSeconds(1));
        _table.Failed(Key, Rules).ShouldBeFalse();
        _table.Failed(Key, Rules).ShouldBeFalse();
        _table.Failed(Key, Rules).ShouldBeTrue();
    }

    [Fact]
    public void Flapping_at_half_lets_it_rest_by_the_share_of_failures()
    {
        var calls = 1;
        while (!_table.Failed(Key, Rules) && calls < 100)
        {
            _table.Succeeded(Key);
            calls += 2;
            _time.Advance(0.1);
        }

        calls.ShouldBe(11);
        _table.RestsFor(Key).ShouldBe(Rules.Rest);
    }

    [Fact]
    public void A_small_share_of_failures_lets_nothing_rest()
    {
        for (var i = 0; i < 1_000; i++)
        {
            (i % 4 == 0 && _table.Failed(Key, Rules)).ShouldBeFalse();
            if (i % 4 != 0)
            {
                _table.Succeeded(Key);
            }

            _time.Advance(0.02);
        }
    }

    [Fact]
    public void A_share_from_outside_the_window_is_forgotten()
    {
        for (var i = 0; i < 4; i++)
        {
            _table.Failed(Key, Rules);
            _table.Succeeded(Key);
        }

        _time.Advance(Rules.Window + TimeSpan.FromSeconds(3));
        for (var i = 0; i < 4; i++)
        {
            _table.Failed(Key, Rules).ShouldBeFalse();
            _table.Succeeded(Key);
        }

        _table.RestsFor(Key).ShouldBeNull();
    }

    [Fact]
    public void An_entry_goes_with_its_last_failure()
    {
        _table.Failed(Key, Rules);
        _table.Succeeded(Key);
        _table.Count.ShouldBe(1);

        _time.Advance(Rules.Window + TimeSpan.FromSeconds(3));
        _table.Succeeded(Key);
        _table.Count.ShouldBe(0);
    }

    [Fact]
    public void Each_failed_trial_doubles_the_rest_up_to_the_longest()
    {
        LetRest();
        foreach (var seconds in (int[])[10, 20, 40, 80, 120, 120])
        {
            _time.Advance(_table.RestsFor(Key)!.Value);
            _table.TryClaim(Key, out var isTrial).ShouldBeTrue();
            isTrial.ShouldBeTrue();
            _table.Failed(Key, Rules).ShouldBeTrue();
            _table.RestsFor(Key).ShouldBe(TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public void A_good_trial_ends_it_and_the_next_rest_is_short_again()
    {
        LetRest();
        _time.Advance(Rules.Rest);
        _table.TryClaim(Key, out _);
        _table.Failed(Key, Rules);
        _time.Advance(2 * Rules.Rest);
        _table.TryClaim(Key, out _).ShouldBeTrue();
        _table.Succeeded(Key);

        _table.RestsFor(Key).ShouldBeNull();
        _table.Count.ShouldBe(0);
        LetRest();
        _table.RestsFor(Key).ShouldBe(Rules.Rest);
    }

    [Fact]
    public void After_a_rest_one_has_the_trial_and_the_others_wait()
    {
        LetRest();
        _time.Advance(Rules.Rest);

        _table.RestsFor(Key).ShouldBeNull();
        _table.TryClaim(Key, out var first).ShouldBeTrue();
        _table.TryClaim(Key, out var second).ShouldBeFalse();
        (first, second).ShouldBe((true, false));
        _table.RestsFor(Key).ShouldBe(TimeSpan.FromMilliseconds(250));

        _table.ReleaseTrial(Key);
        _table.RestsFor(Key).ShouldBeNull();
        _table.TryClaim(Key, out first).ShouldBeTrue();
        first.ShouldBeTrue();
    }

    [Fact]
    public void A_trial_that_is_never_heard_of_again_blocks_nobody_for_ever()
    {
        LetRest();
        _time.Advance(Rules.Rest);
        _table.TryClaim(Key, out _);

        _time.Advance(CooldownTable.TrialLease - TimeSpan.FromSeconds(1));
        _table.TryClaim(Key, out _).ShouldBeFalse();
        _time.Advance(1);
        _table.TryClaim(Key, out var isTrial).ShouldBeTrue();
        isTrial.ShouldBeTrue();
    }

    [Fact]
    public void Failures_of_calls_from_before_the_rest_do_not_lengthen_it()
    {
        LetRest();
        for (var i = 0; i < 1_000; i++)
        {
            _table.Failed(Key, Rules).ShouldBeFalse();
        }

        _table.RestsFor(Key).ShouldBe(Rules.Rest);

        // Nor do those that are known to be no trial while somebody's trial is under way.
        _time.Advance(Rules.Rest);
        _table.TryClaim(Key, out _).ShouldBeTrue();
        _table.Failed(Key, Rules, isTrial: false).ShouldBeFalse();
        _table.RestsFor(Key).ShouldBe(TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public void Successes_of_calls_from_before_the_rest_do_not_end_it()
    {
        LetRest();
        _table.Succeeded(Key);
        _table.RestsFor(Key).ShouldBe(Rules.Rest);

        _time.Advance(Rules.Rest);
        _table.TryClaim(Key, out _).ShouldBeTrue();
        _table.Succeeded(Key, isTrial: false).ShouldBeFalse();
        _table.TryClaim(Key, out _).ShouldBeFalse();
        _table.Succeeded(Key, isTrial: true).ShouldBeTrue();
        _table.TryClaim(Key, out var isTrial).ShouldBeTrue();
        isTrial.ShouldBeFalse();
    }

    [Fact]
    public void Better_knowledge_ends_a_rest_at_once()
    {
        _table.Close(Key).ShouldBeFalse();
        LetRest();
        _table.Close(Key).ShouldBeTrue();
        _table.RestsFor(Key).ShouldBeNull();
    }

    [Fact]
    public void A_rest_that_is_ordered_begins_at_once_and_is_never_shortened()
    {
        _table.Rest(Key, TimeSpan.FromSeconds(30));
        _table.Rest(Key, TimeSpan.FromSeconds(10));
        _table.RestsFor(Key).ShouldBe(TimeSpan.FromSeconds(30));
        _table.Rest(Key, TimeSpan.FromSeconds(60));
        _table.RestsFor(Key).ShouldBe(TimeSpan.FromSeconds(60));
        _table.Rest(Key, TimeSpan.FromDays(9));
        _table.RestsFor(Key).ShouldBe(CooldownTable.LongestRest);
        _table.Rest(Key, TimeSpan.MaxValue);
        _table.RestsFor(Key).ShouldBe(CooldownTable.LongestRest);
    }

    [Fact]
    public void Backing_off_doubles_while_no_success_comes_between()
    {
        foreach (var seconds in (int[])[5, 10, 20])
        {
            _table.BackOff(Key, Rules, 1).ShouldBeTrue();
            _table.BackOff(Key, Rules, 1).ShouldBeFalse();
            _table.RestsFor(Key).ShouldBe(TimeSpan.FromSeconds(seconds));
            _time.Advance(seconds);
        }

        _table.Succeeded(Key);
        _table.BackOff(Key, Rules, 1).ShouldBeTrue();
        _table.RestsFor(Key).ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_rest_grown_long_is_forgotten_after_ten_quiet_minutes()
    {
        LetRest();
        _time.Advance(Rules.Rest);
        _table.TryClaim(Key, out _);
        _table.Failed(Key, Rules);
        _time.Advance((2 * Rules.Rest) + CooldownEntry.Memory + TimeSpan.FromSeconds(1));
        _table.TryClaim(Key, out _);
        _table.Failed(Key, Rules).ShouldBeTrue();

        _table.RestsFor(Key).ShouldBe(Rules.Rest);
    }

    [Fact]
    public void Levels_and_names_are_kept_apart()
    {
        _table.Rest(new HealthKey("openai", "m", "k"), TimeSpan.FromSeconds(9));

        _table.RestsFor(new HealthKey("OpenAI", "m", "k")).ShouldBe(TimeSpan.FromSeconds(9));
        _table.RestsFor(new HealthKey("openai")).ShouldBeNull();
        _table.RestsFor(new HealthKey("openai", "m")).ShouldBeNull();
        _table.RestsFor(new HealthKey("openai", "M", "k")).ShouldBeNull();
        _table.RestsFor(new HealthKey("openai", "", "k")).ShouldBeNull();
        _table.RestsFor(new HealthKey("openai", "k", "m")).ShouldBeNull();
    }

    [Fact]
    public void The_table_is_bounded_and_what_rests_longest_stays()
    {
        _table.Rest(Key, TimeSpan.FromHours(1));
        for (var i = 0; i < 3 * CooldownTable.Limit; i++)
        {
            _table.Failed(new HealthKey("openai", $"model-{i}"), Rules);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        _table.Count.ShouldBeInRange(CooldownTable.Limit / 2, CooldownTable.Limit);
        _table.RestsFor(Key).ShouldNotBeNull();
    }

    private void LetRest()
    {
        for (var i = 0; i < Rules.Failures; i++)
        {
            _table.Failed(Key, Rules);
        }

        _table.RestsFor(Key).ShouldNotBeNull();
    }
}
