using AiGateway.Health;

namespace AiGateway.Tests.Health;

/// <summary>How busy and how quick targets are.</summary>
public sealed class TargetStatsTests
{
    private readonly HealthTime _time = new();
    private readonly TargetStats _stats;

    public TargetStatsTests() => _stats = new TargetStats(_time);

    [Fact]
    public void Of_an_unknown_target_nothing_is_known()
    {
        _stats.UnderWay("p", "m").ShouldBe(0);
        _stats.TypicalFirstToken("p", "m").ShouldBeNull();
        _stats.TypicalAnswer("p", "m").ShouldBeNull();
        _stats.FirstTokenP95("p", "m").ShouldBeNull();
        _stats.TypicalOutput("p", "m").ShouldBeNull();
        _stats.Count.ShouldBe(0);
    }

    [Fact]
    public void Calls_under_way_are_counted_exactly()
    {
        Crowd.Run(1_000, _ =>
        {
            _stats.Began("p", "m");
            return true;
        });
        _stats.UnderWay("P", "m").ShouldBe(1_000);
        _stats.UnderWay("p", "other").ShouldBe(0);
        Crowd.Run(990, _ =>
        {
            _stats.Ended("p", "m");
            return true;
        });
        _stats.UnderWay("p", "m").ShouldBe(10);
    }

    [Fact]
    public void The_average_follows_what_is_new()
    {
        for (var i = 0; i < 50; i++)
        {
            _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(200));
            _time.Advance(0.1);
        }

        Typical().ShouldBe(200, 0.01);
        _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(1_200));
        Typical().ShouldBe(300, 1);
        for (var i = 0; i < 50; i++)
        {
            _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(1_200));
            _time.Advance(0.1);
        }

        Typical().ShouldBe(1_200, 10);
    }

    [Fact]
    public void After_a_quiet_time_one_sample_outweighs_the_past()
    {
        _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(200));
        _time.Advance(30);
        _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(1_200));
        Typical().ShouldBe(700, 1);
        _time.Advance(240);
        _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(200));
        Typical().ShouldBe(200, 5);
    }

    [Fact]
    public void What_was_measured_long_ago_is_unknown()
    {
        _stats.FirstToken("p", "m", TimeSpan.FromSeconds(9));
        _stats.Answered("p", "m", TimeSpan.FromSeconds(20));
        _time.Advance(TargetStats.Memory);
        Typical().ShouldBe(9_000);
        _stats.TypicalAnswer("p", "m").ShouldBe(TimeSpan.FromSeconds(20));

        _time.Advance(1);
        _stats.TypicalFirstToken("p", "m").ShouldBeNull();
        _stats.TypicalAnswer("p", "m").ShouldBeNull();
    }

    [Fact]
    public void The_tail_is_that_of_the_last_128()
    {
        for (var i = 1; i <= 19; i++)
        {
            _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(i));
        }

        _stats.FirstTokenP95("p", "m").ShouldBeNull();
        _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(20));
        _stats.FirstTokenP95("p", "m").ShouldBe(TimeSpan.FromMilliseconds(19));

        // The last 128 of these are 873 to 1,000, in mixed order.
        for (var i = 1; i <= 1_000; i++)
        {
            _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(i % 2 == 0 ? i - 1 : i + 1));
        }

        _stats.FirstTokenP95("p", "m").ShouldBe(TimeSpan.FromMilliseconds(872 + 122));
    }

    [Fact]
    public void The_length_of_answers_is_kept_for_long()
    {
        for (var i = 0; i < 100; i++)
        {
            _stats.OutputTokens("p", "m", 100);
            _time.Advance(1);
        }

        _time.Advance(TimeSpan.FromDays(1));
        _stats.TypicalOutput("p", "m")!.Value.ShouldBe(100, 0.01);
    }

    [Fact]
    public void Samples_that_meet_leave_a_sound_average()
    {
        Crowd.Run(10_000, i =>
        {
            _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(100 + (i % 100)));
            return true;
        });

        Typical().ShouldBeInRange(100, 200);
        _stats.FirstTokenP95("p", "m")!.Value.TotalMilliseconds.ShouldBeInRange(100, 200);
    }

    [Fact]
    public void Targets_are_bounded_and_those_with_calls_under_way_stay()
    {
        _stats.Began("p", "m");
        for (var i = 0; i < 3 * TargetStats.Limit; i++)
        {
            _stats.Began("p", $"m{i}");
            _stats.Ended("p", $"m{i}");
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        _stats.Count.ShouldBeLessThanOrEqualTo(TargetStats.Limit);
        _stats.UnderWay("p", "m").ShouldBe(1);
    }

    [Fact]
    public void A_call_of_a_target_that_was_dropped_meanwhile_leaves_no_debt()
    {
        _stats.Ended("p", "m");
        _stats.UnderWay("p", "m").ShouldBe(0);
        _stats.Began("p", "m");
        _stats.UnderWay("p", "m").ShouldBe(1);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_known_target()
    {
        Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                Measure();
            }
        }).ShouldBe(0);

        void Measure()
        {
            _stats.Began("p", "m");
            _stats.FirstToken("p", "m", TimeSpan.FromMilliseconds(100));
            _stats.Answered("p", "m", TimeSpan.FromMilliseconds(100));
            _stats.OutputTokens("p", "m", 100);
            _stats.Ended("p", "m");
            GC.KeepAlive(_stats.TypicalFirstToken("p", "m") > _stats.FirstTokenP95("p", "m") ? this : null);
        }
    }

    private double Typical() => _stats.TypicalFirstToken("p", "m")!.Value.TotalMilliseconds;
}
