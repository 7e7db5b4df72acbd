using AiGateway.Configuration;
using AiGateway.Health;

namespace AiGateway.Tests.Health;

/// <summary>How many repeats there may be.</summary>
public sealed class RetryBudgetTests
{
    private static readonly RetryBudgetOptions Options = new();

    private readonly HealthTime _time = new();
    private readonly RetryBudget _budget;

    public RetryBudgetTests() => _budget = new RetryBudget(_time);

    [Fact]
    public void A_quiet_gateway_may_make_a_few()
    {
        Take(20).ShouldBe(10);
        _time.Advance(Options.Window + TimeSpan.FromSeconds(1));
        Take(20).ShouldBe(10);
    }

    [Fact]
    public void A_busy_one_a_share()
    {
        Start(1_000);
        Take(1_000).ShouldBe(100);
        Start(100);
        Take(1_000).ShouldBe(10);
    }

    [Fact]
    public void The_share_and_the_least_are_configured()
    {
        var options = Options with { Share = 0, Least = 0 };
        Start(1_000);
        _budget.TryRepeat(options).ShouldBeFalse();
        _budget.TryRepeat(options with { Least = 1 }).ShouldBeTrue();
        _budget.TryRepeat(options with { Share = 0.001 }).ShouldBeFalse();
        _budget.TryRepeat(options with { Share = 0.002 }).ShouldBeTrue();
        _budget.TryRepeat(options with { Share = 1 }).ShouldBeTrue();
    }

    [Fact]
    public void What_is_counted_without_asking_leaves_less()
    {
        Start(100);
        for (var i = 0; i < 25; i++)
        {
            _budget.Count(Options);
        }

        Take(100).ShouldBe(0);
        _time.Advance(Options.Window + TimeSpan.FromSeconds(1));
        Start(100);
        Take(100).ShouldBe(10);
    }

    [Fact]
    public void The_window_slides()
    {
        // 100 requests a second: 1,000 to 1,100 within the window, and 10 repeats go out of it each second.
        for (var second = 0; second < 60; second++)
        {
            Start(100);
            var taken = Take(1_000);
            if (second > 15)
            {
                taken.ShouldBeInRange(5, 15);
            }

            _time.Advance(1);
        }
    }

    [Fact]
    public void Another_length_of_the_window_is_taken_up()
    {
        _time.Advance(TimeSpan.FromHours(1));
        Start(100);
        var options = Options with { Window = TimeSpan.FromMinutes(1) };
        _time.Advance(1);
        for (var i = 0; i < 100; i++)
        {
            _budget.RequestStarted(options);
        }

        var taken = 0;
        while (_budget.TryRepeat(options))
        {
            taken++;
        }

        taken.ShouldBe(10);
    }

    [Fact]
    public void It_is_exact_under_many_callers()
    {
        for (var round = 0; round < 20; round++)
        {
            var budget = new RetryBudget(_time);
            Crowd.Run(10_000, _ =>
            {
                budget.RequestStarted(Options);
                return true;
            });
            Crowd.Run(10_000, _ => budget.TryRepeat(Options)).ShouldBe(1_000);
        }
    }

    [Fact]
    public void No_more_than_the_share_while_requests_and_repeats_come_together()
    {
        var budget = new RetryBudget(_time);
        var taken = Crowd.Run(100_000, i =>
        {
            budget.RequestStarted(Options);
            return budget.TryRepeat(Options);
        });

        taken.ShouldBe(10_000);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Allocations.Of(() =>
        {
            Start(1_000);
            _budget.TryRepeat(Options);
            _budget.Count(Options);
        }).ShouldBe(0);
    }

    private void Start(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            _budget.RequestStarted(Options);
        }
    }

    private int Take(int times) => Enumerable.Range(0, times).Count(_ => _budget.TryRepeat(Options));
}
