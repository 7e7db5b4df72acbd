using AiGateway.Configuration;
using AiGateway.Health;

namespace AiGateway.Tests.Health;

/// <summary>The levels of a target together.</summary>
public sealed class TargetHealthTests
{
    private static readonly CooldownOptions Rules = new() { Failures = 1 };

    private readonly HealthTime _time = new();
    private readonly CooldownTable _table;
    private readonly TargetHealth _health;

    public TargetHealthTests()
    {
        _table = new CooldownTable(_time);
        _health = new TargetHealth(_table);
    }

    [Fact]
    public void A_models_failure_is_no_other_models()
    {
        _health.Failed(Claim("a"), wholeProvider: false, Rules).ShouldBeTrue();

        _health.RestsFor("p", "a").ShouldBe(Rules.Rest);
        _health.RestsFor("p", "b").ShouldBeNull();
        _health.TryClaim("p", "a", out _).ShouldBeFalse();
    }

    [Fact]
    public void An_unreachable_provider_rests_with_all_its_models()
    {
        _health.Failed(Claim("a"), wholeProvider: true, Rules).ShouldBeTrue();

        _health.RestsFor("p", "a").ShouldBe(Rules.Rest);
        _health.RestsFor("P", "b").ShouldBe(Rules.Rest);
        _health.RestsFor("q", "a").ShouldBeNull();
    }

    [Fact]
    public void The_longer_rest_counts()
    {
        _table.Rest(new HealthKey("p"), TimeSpan.FromSeconds(3));
        _table.Rest(new HealthKey("p", "a"), TimeSpan.FromSeconds(8));
        _table.Rest(new HealthKey("p", "b"), TimeSpan.FromSeconds(1));

        _health.RestsFor("p", "a").ShouldBe(TimeSpan.FromSeconds(8));
        _health.RestsFor("p", "b").ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void One_models_trial_is_the_providers_too_and_its_success_frees_both()
    {
        _table.Rest(new HealthKey("p"), TimeSpan.FromSeconds(3));
        _table.Rest(new HealthKey("p", "a"), TimeSpan.FromSeconds(3));
        _time.Advance(3);

        var claim = Claim("a");
        (claim.ProviderTrial, claim.ModelTrial).ShouldBe((true, true));
        _health.TryClaim("p", "b", out _).ShouldBeFalse();
        _health.Succeeded(claim).ShouldBeTrue();

        (Claim("b").ProviderTrial, Claim("a").ModelTrial).ShouldBe((false, false));
    }

    [Fact]
    public void A_claim_that_fails_at_the_model_leaves_the_providers_trial_free()
    {
        _table.Rest(new HealthKey("p"), TimeSpan.FromSeconds(3));
        _table.Rest(new HealthKey("p", "a"), TimeSpan.FromSeconds(9));
        _time.Advance(3);

        _health.TryClaim("p", "a", out _).ShouldBeFalse();
        Claim("b").ProviderTrial.ShouldBeTrue();
    }

    [Fact]
    public void A_model_that_fails_its_trial_says_nothing_of_the_provider()
    {
        _table.Rest(new HealthKey("p"), TimeSpan.FromSeconds(3));
        _table.Rest(new HealthKey("p", "a"), TimeSpan.FromSeconds(3));
        _time.Advance(3);

        _health.Failed(Claim("a"), wholeProvider: false, Rules).ShouldBeTrue();

        _health.RestsFor("p", "a").ShouldBe(2 * Rules.Rest);
        Claim("b").ProviderTrial.ShouldBeTrue();
    }

    [Fact]
    public void A_provider_that_fails_its_trial_leaves_the_models_free()
    {
        _table.Rest(new HealthKey("p"), TimeSpan.FromSeconds(3));
        _table.Rest(new HealthKey("p", "a"), TimeSpan.FromSeconds(3));
        _time.Advance(3);

        _health.Failed(Claim("a"), wholeProvider: true, Rules).ShouldBeTrue();
        _time.Advance(2 * Rules.Rest);
        var claim = Claim("a");
        (claim.ProviderTrial, claim.ModelTrial).ShouldBe((true, true));
    }

    [Fact]
    public void A_claim_without_a_verdict_is_given_back()
    {
        _table.Rest(new HealthKey("p"), TimeSpan.FromSeconds(3));
        _table.Rest(new HealthKey("p", "a"), TimeSpan.FromSeconds(3));
        _time.Advance(3);

        for (var i = 0; i < 3; i++)
        {
            var claim = Claim("a");
            (claim.ProviderTrial, claim.ModelTrial).ShouldBe((true, true));
            _health.Release(claim);
        }
    }

    [Fact]
    public void A_claim_from_before_the_rest_neither_ends_nor_lengthens_it()
    {
        var (good, bad, late) = (Claim("a"), Claim("a"), Claim("a"));
        _health.Failed(bad, wholeProvider: false, Rules).ShouldBeTrue();

        _health.Succeeded(good).ShouldBeFalse();
        _health.Failed(late, wholeProvider: false, Rules).ShouldBeFalse();
        _health.RestsFor("p", "a").ShouldBe(Rules.Rest);
    }

    private TargetClaim Claim(string model)
    {
        _health.TryClaim("p", model, out var claim).ShouldBeTrue();
        return claim;
    }
}
