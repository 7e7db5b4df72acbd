using AiGateway.Configuration;
using AiGateway.Health;
using AiGateway.Providers;
using AiGateway.Tests.Health;

namespace AiGateway.Tests.Providers;

/// <summary>Which key a call gets.</summary>
public sealed class CredentialPoolTests
{
    private static readonly CooldownOptions Rules = new();

    private readonly HealthTime _time = new();
    private readonly KeyHealth _health;

    public CredentialPoolTests() => _health = new KeyHealth(new CooldownTable(_time), _time);

    [Fact]
    public void A_provider_without_keys_has_nothing_to_wait_for()
    {
        var pool = Pool();

        (pool.IsEmpty, pool.Count).ShouldBe((true, 0));
        pool.RestsFor("m").ShouldBeNull();
        pool.Pick("m", [], null).ShouldBeNull();
        pool.Pick("m", [], 7).ShouldBeNull();
        pool.PickAny().ShouldBeNull();
    }

    [Fact]
    public void A_provider_whose_keys_cannot_be_had_is_none_without_keys()
    {
        var pool = new CredentialPool("up", [], 2, _health);

        (pool.IsEmpty, pool.IsOutOfReach, pool.Count).ShouldBe((false, true, 0));
        pool.Pick("m", [], null).ShouldBeNull();
        pool.PickAny().ShouldBeNull();
        Pool().IsOutOfReach.ShouldBeFalse();
        new CredentialPool("up", [new ApiKeyOptions { Value = new Secret("upstream-key-0") }], 1, _health).IsOutOfReach.ShouldBeFalse();
    }

    [Fact]
    public void Ids_are_stable_and_say_nothing()
    {
        var pool = Pool(1);
        var picked = pool.Pick("m", [], null)!;

        picked.Value.ShouldBe("upstream-key-0");
        picked.Id.ShouldBe(Id(0));
        picked.Id.ShouldMatch("^[0-9a-f]{12}$");
        picked.ToString().ShouldBe(picked.Id);
        Credential.Of("UP", new Secret("upstream-key-0")).Id.ShouldBe(picked.Id);
        Credential.Of("other", new Secret("upstream-key-0")).Id.ShouldNotBe(picked.Id);
    }

    [Fact]
    public void Keys_take_their_share_by_weight()
    {
        var pool = Pool(6, 3, 1);
        var counts = Tally(pool, 10_000);

        counts[0].ShouldBeInRange(5_700, 6_300);
        counts[1].ShouldBeInRange(2_700, 3_300);
        counts[2].ShouldBeInRange(800, 1_200);
    }

    [Fact]
    public void A_key_that_rests_is_passed_over_and_with_all_resting_there_is_none()
    {
        var pool = Pool(1, 1);
        _health.Refused("up", Id(0), Rules);
        Tally(pool, 100).ShouldBe([0, 100]);
        pool.RestsFor("m").ShouldBeNull();

        _health.Limited("up", "m", Id(1), TimeSpan.FromSeconds(9), Rules);
        pool.Pick("m", [], null).ShouldBeNull();
        pool.Pick("m", [], 7).ShouldBeNull();
        pool.RestsFor("m").ShouldBe(TimeSpan.FromSeconds(9));
        pool.RestsFor("other").ShouldBeNull();
        pool.PickAny().ShouldNotBeNull();

        _time.Advance(9);
        Tally(pool, 100).ShouldBe([0, 100]);
    }

    [Fact]
    public void Keys_that_were_tried_are_left_out()
    {
        var pool = Pool(1, 1, 1);

        Tally(pool, 100, except: [Id(0), Id(2)]).ShouldBe([0, 100, 0]);
        pool.Pick("m", [Id(0), Id(1), Id(2)], null).ShouldBeNull();
        pool.Pick("m", [Id(0), Id(1), Id(2)], 3).ShouldBeNull();
    }

    [Fact]
    public void A_key_that_is_nearly_spent_is_used_little_until_its_reset()
    {
        var pool = Pool(1, 1);
        _health.Observe("up", "m", Id(0), new RateLimits(0.05, TimeSpan.FromMinutes(1)));
        Tally(pool, 10_000)[0].ShouldBeInRange(300, 700);

        _health.Observe("up", "m", Id(0), new RateLimits(0, TimeSpan.FromMinutes(1)));
        Tally(pool, 1_000)[0].ShouldBe(0);
        Tally(pool, 10, except: [Id(1)]).ShouldBe([10, 0]);

        _health.Observe("up", "m", Id(0), new RateLimits(0.5, TimeSpan.FromMinutes(1)));
        Tally(pool, 10_000)[0].ShouldBeInRange(4_500, 5_500);

        _health.Observe("up", "m", Id(0), new RateLimits(0, TimeSpan.FromMinutes(1)));
        _time.Advance(60);
        Tally(pool, 10_000)[0].ShouldBeInRange(4_500, 5_500);
    }

    [Fact]
    public void Affinity_is_the_same_key_each_time_and_all_keys_by_weight_over_many()
    {
        var pool = Pool(6, 3, 1);
        var counts = new int[3];
        for (var hash = 0UL; hash < 3_000; hash++)
        {
            var home = Home(pool, hash);
            Home(pool, hash).ShouldBe(home);
            counts[home]++;
        }

        counts[0].ShouldBeInRange(1_650, 1_950);
        counts[1].ShouldBeInRange(800, 1_000);
        counts[2].ShouldBeInRange(230, 370);
    }

    [Fact]
    public void Affinity_is_given_up_while_its_key_rests_or_is_nearly_spent_and_taken_up_again()
    {
        var pool = Pool(1, 1, 1, 1);
        var homes = Homes();

        _health.Limited("up", "m", Id(2), TimeSpan.FromSeconds(5), Rules);
        ShouldMoveFrom(2);
        _time.Advance(5);
        Homes().ShouldBe(homes);

        _health.Observe("up", "m", Id(1), new RateLimits(0.09, TimeSpan.FromSeconds(5)));
        ShouldMoveFrom(1);
        _time.Advance(5);
        Homes().ShouldBe(homes);

        int[] Homes() => [.. Enumerable.Range(0, 500).Select(hash => Home(pool, (ulong)hash))];

        void ShouldMoveFrom(int key)
        {
            foreach (var (before, now) in homes.Zip(Homes()))
            {
                now.ShouldNotBe(key);
                if (before != key)
                {
                    now.ShouldBe(before);
                }
            }
        }
    }

    [Fact]
    public void A_key_that_comes_or_goes_moves_no_other_keys_requests()
    {
        var (three, four) = (Pool(1, 1, 1), Pool(1, 1, 1, 1));
        var moved = 0;
        for (var hash = 0UL; hash < 1_000; hash++)
        {
            var (before, after) = (Home(three, hash), Home(four, hash));
            moved += before == after ? 0 : 1;
            (after == before || after == 3).ShouldBeTrue();
        }

        moved.ShouldBeInRange(190, 310);
    }

    [Fact]
    public void After_a_refusal_one_of_many_gets_the_key_to_try_it()
    {
        var pool = Pool(1, 1);
        _health.Refused("up", Id(0), Rules);
        _time.Advance(Rules.KeyRest);

        Crowd.Run(1_000, _ => pool.Pick("m", [], null)!.Id == Id(0)).ShouldBe(1);
        pool.Pick("m", [Id(1)], null).ShouldBeNull();
        _health.Worked("up", "m", Id(0));
        Tally(pool, 100)[0].ShouldBeGreaterThan(10);
    }

    private static string Id(int key) => Credential.Of("up", new Secret($"upstream-key-{key}")).Id;

    private static int Home(CredentialPool pool, ulong hash) => pool.Pick("m", [], hash)!.Value[^1] - '0';

    private static int[] Tally(CredentialPool pool, int times, params string[] except)
    {
        var counts = new int[pool.Count];
        for (var i = 0; i < times; i++)
        {
            counts[pool.Pick("m", except, null)!.Value[^1] - '0']++;
        }

        return counts;
    }

    private CredentialPool Pool(params int[] weights) =>
        new("up", [.. weights.Select((weight, i) => new ApiKeyOptions { Value = new Secret($"upstream-key-{i}"), Weight = weight })], 0, _health);
}
