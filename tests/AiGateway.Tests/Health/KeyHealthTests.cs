using AiGateway.Configuration;
using AiGateway.Health;

namespace AiGateway.Tests.Health;

/// <summary>Which keys rest, and what is left of them.</summary>
public sealed class KeyHealthTests
{
    private static readonly CooldownOptions Rules = new();

    private readonly HealthTime _time = new();
    private readonly KeyHealth _keys;

    public KeyHealthTests() => _keys = new KeyHealth(new CooldownTable(_time), _time);

    [Fact]
    public void A_refused_key_rests_long_for_every_model_and_alone()
    {
        _keys.Refused("p", "k", Rules);

        _keys.RestsFor("p", "a", "k").ShouldBe(Rules.KeyRest);
        _keys.RestsFor("P", "b", "k").ShouldBe(Rules.KeyRest);
        _keys.RestsFor("p", "a", "other").ShouldBeNull();
        _keys.RestsFor("q", "a", "k").ShouldBeNull();
    }

    [Fact]
    public void A_limited_key_rests_for_its_model_alone()
    {
        _keys.Limited("p", "a", "k", TimeSpan.FromSeconds(7), Rules);

        _keys.RestsFor("p", "a", "k").ShouldBe(TimeSpan.FromSeconds(7));
        _keys.RestsFor("p", "b", "k").ShouldBeNull();
    }

    [Theory]
    [InlineData(3_600, 3_600)]
    [InlineData(86_400, 86_400)]
    [InlineData(999_999, 86_400)]
    [InlineData(1, 1)]
    public void The_provider_says_how_long_up_to_a_day(double asked, double expected)
    {
        _keys.Limited("p", "a", "k", TimeSpan.FromSeconds(asked), Rules);

        _keys.RestsFor("p", "a", "k").ShouldBe(TimeSpan.FromSeconds(expected));
    }

    [Fact]
    public void Where_it_does_not_say_the_rest_doubles_with_some_chance_in_it()
    {
        var rests = new List<double>();
        for (var expected = 5.0; expected < 100; expected *= 2)
        {
            _keys.Limited("p", "a", "k", null, Rules);
            var rest = _keys.RestsFor("p", "a", "k")!.Value;
            rest.TotalSeconds.ShouldBeInRange(expected * 0.8, expected * 1.2);
            rests.Add(rest.TotalSeconds / expected);
            _keys.Limited("p", "a", "k", null, Rules);
            _keys.RestsFor("p", "a", "k").ShouldBe(rest);
            _time.Advance(rest);
        }

        rests.Distinct().Count().ShouldBeGreaterThan(1);
        _keys.Worked("p", "a", "k");
        _keys.Limited("p", "a", "k", null, Rules);
        _keys.RestsFor("p", "a", "k")!.Value.TotalSeconds.ShouldBeInRange(4, 6);
    }

    [Fact]
    public void No_wait_asked_is_no_rest_until_it_goes_on()
    {
        _keys.Limited("p", "a", "k", TimeSpan.Zero, Rules);
        _keys.RestsFor("p", "a", "k").ShouldBeNull();
        _keys.Limited("p", "a", "k", TimeSpan.Zero, Rules);
        _keys.RestsFor("p", "a", "k").ShouldBeNull();
        _keys.Limited("p", "a", "k", TimeSpan.Zero, Rules);
        _keys.RestsFor("p", "a", "k").ShouldBe(Rules.Rest);
    }

    [Fact]
    public void A_success_from_before_does_not_end_a_rest()
    {
        _keys.Refused("p", "k", Rules);
        _keys.Limited("p", "a", "l", TimeSpan.FromMinutes(1), Rules);

        _keys.Worked("p", "a", "k");
        _keys.Worked("p", "a", "l");

        _keys.RestsFor("p", "a", "k").ShouldBe(Rules.KeyRest);
        _keys.RestsFor("p", "a", "l").ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void After_a_refusal_one_caller_at_a_time_tries_the_key()
    {
        _keys.Refused("p", "k", Rules);
        _keys.TryUse("p", "k").ShouldBeFalse();
        _time.Advance(Rules.KeyRest);

        Crowd.Run(1_000, _ => _keys.TryUse("p", "k")).ShouldBe(1);
        _keys.RestsFor("p", "a", "k").ShouldNotBeNull();
        _time.Advance(KeyHealth.TrialLease);
        Crowd.Run(1_000, _ => _keys.TryUse("p", "k")).ShouldBe(1);

        _keys.Worked("p", "a", "k");
        Crowd.Run(1_000, _ => _keys.TryUse("p", "k")).ShouldBe(1_000);
    }

    [Fact]
    public void What_is_left_is_what_was_said_until_the_reset()
    {
        _keys.Share("p", "a", "k").ShouldBe(1);
        _keys.Observe("p", "a", "k", new RateLimits(0.25, TimeSpan.FromSeconds(30)));

        _keys.Share("p", "a", "k").ShouldBe(0.25);
        _keys.Share("p", "b", "k").ShouldBe(1);
        _time.Advance(29);
        _keys.Share("P", "a", "k").ShouldBe(0.25);
        _time.Advance(1);
        _keys.Share("p", "a", "k").ShouldBe(1);
    }

    [Fact]
    public void Quotas_are_bounded()
    {
        for (var i = 0; i < 3 * KeyHealth.Limit; i++)
        {
            _keys.Observe("p", $"m{i}", "k", new RateLimits(0.5, TimeSpan.FromSeconds(60)));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        _keys.Observe("p", "a", "k", new RateLimits(0.5, TimeSpan.FromSeconds(60)));
        _keys.Share("p", "a", "k").ShouldBe(0.5);
        _keys.Share("p", "m0", "k").ShouldBe(1);
        _keys.QuotasKept.ShouldBeLessThanOrEqualTo(KeyHealth.Limit);
    }
}
