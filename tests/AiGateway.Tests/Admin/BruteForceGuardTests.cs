using System.Net;
using AiGateway.Admin;
using AiGateway.Tests.Health;

namespace AiGateway.Tests.Admin;

/// <summary>Whoever guesses waits, ever longer, and costs a bounded amount of memory.</summary>
public sealed class BruteForceGuardTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.2");

    private readonly HealthTime _time = new();
    private readonly BruteForceGuard _guard;

    public BruteForceGuardTests() => _guard = new BruteForceGuard(_time);

    [Fact]
    public void The_tenth_bad_token_costs_a_second_and_each_further_one_twice_as_much_up_to_a_minute()
    {
        var delays = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            delays.Add(_guard.Failed(Here, null)?.TotalSeconds ?? 0);
        }

        delays.ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]);
    }

    [Fact]
    public void After_the_delay_a_token_is_looked_at_again()
    {
        Fail(Here, null, BruteForceGuard.Free);

        _guard.DelayOf(Here, "abc").ShouldBe(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromMilliseconds(999));
        _guard.DelayOf(Here, "abc").ShouldNotBeNull();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _guard.DelayOf(Here, "abc").ShouldBeNull();
    }

    [Fact]
    public void Other_addresses_and_other_tokens_do_not_wait()
    {
        Fail(Here, "abc", BruteForceGuard.Free);

        _guard.DelayOf(There, null).ShouldBeNull();
        _guard.DelayOf(There, "abd").ShouldBeNull();
        _guard.DelayOf(There, "abc").ShouldNotBeNull("a token that is guessed at from many addresses");
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    public void A_network_of_one_house_counts_as_one_address(string one, string other, bool isSame)
    {
        Fail(IPAddress.Parse(one), null, BruteForceGuard.Free);

        (_guard.DelayOf(IPAddress.Parse(other), null) is not null).ShouldBe(isSame);
    }

    [Fact]
    public void What_was_long_ago_is_forgotten()
    {
        Fail(Here, null, BruteForceGuard.Free - 1);
        _time.Advance(BruteForceGuard.Memory + TimeSpan.FromSeconds(1));

        _guard.Failed(Here, null).ShouldBeNull();
    }

    [Fact]
    public void A_hundred_thousand_addresses_leave_no_more_than_the_limit_and_do_not_free_the_one_that_waits()
    {
        Fail(Here, null, BruteForceGuard.Free + 5);
        for (var i = 0; i < 100_000; i++)
        {
            _guard.Failed(new IPAddress(0x0A000000L + i), null);
        }

        _guard.Count.ShouldBeLessThanOrEqualTo(BruteForceGuard.Limit);
        _guard.DelayOf(Here, null).ShouldNotBeNull();
    }

    private void Fail(IPAddress address, string? token, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _guard.Failed(address, token);
        }
    }
}
