using System.Net;
using AiGateway.Authentication;
using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Tests.Authentication;

/// <summary>What becomes of a key that is presented, by what the configuration, the store and the memory say of it.</summary>
public sealed class KeyDirectoryTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryBench _bench = new();

    /// <summary>What makes a key useless whose secret is right.</summary>
    public static TheoryData<string, string> Refusals => new()
    {
        { "revoked", nameof(KeyOutcome.Revoked) },
        { "revoked and expired", nameof(KeyOutcome.Revoked) },
        { "off", nameof(KeyOutcome.Disabled) },
        { "expired", nameof(KeyOutcome.Expired) },
        { "team off", nameof(KeyOutcome.Disabled) },
        { "team gone", nameof(KeyOutcome.Disabled) },
        { "user off", nameof(KeyOutcome.Disabled) },
        { "user gone", nameof(KeyOutcome.Disabled) },
        { "user's team off", nameof(KeyOutcome.Disabled) },
        { "elsewhere", nameof(KeyOutcome.NetworkRefused) },
        { "no network that can be read", nameof(KeyOutcome.NetworkRefused) },
    };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_key_in_memory_is_found_without_asking_the_store()
    {
        var text = _bench.Issue();
        await _bench.LoadAsync();

        var verdict = _bench.Directory.Find(text, DirectoryBench.Somewhere);

        verdict.Outcome.ShouldBe(KeyOutcome.Accepted);
        verdict.Grant.ShouldNotBeNull().Caller.KeyId.ShouldBe(DirectoryBench.IdOf(text));
        verdict.Grant.Caller.KeyName.ShouldBe($"key {DirectoryBench.IdOf(text)}");
        _bench.Store.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_no_key_by_its_looks_never_gets_to_the_store()
    {
        var text = _bench.Issue();
        await _bench.LoadAsync();
        string[] garbage =
        [
            "", "x", "sk-gw-", text[..^1], text + "x", text.ToUpperInvariant(), $" {text}", text.Replace("sk-gw-", "sk-gx-", StringComparison.Ordinal),
            text[..^1] + (text[^1] == '0' ? '1' : '0'), DirectoryBench.IdOf(text), new string('k', 100_000), "sk-gw-' OR 1=1 --", "ключ",
        ];

        foreach (var presented in garbage)
        {
            (await _bench.AskAsync(presented)).ShouldBe(KeyOutcome.Unknown, presented);
        }

        _bench.Store.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task An_id_that_is_not_in_memory_is_asked_for_once_in_a_while()
    {
        await _bench.LoadAsync();
        var text = DirectoryBench.Invented();

        _bench.Find(text).ShouldBe(KeyOutcome.Unsettled);
        (await _bench.AskAsync(text)).ShouldBe(KeyOutcome.Unknown);
        (await _bench.AskAsync(text)).ShouldBe(KeyOutcome.Unknown);
        _bench.Find(text).ShouldBe(KeyOutcome.Unknown);
        _bench.Store.Asked.ShouldBe(1);

        _bench.Clock.Now += KeyLookups.Remembered;
        (await _bench.AskAsync(text)).ShouldBe(KeyOutcome.Unknown);
        _bench.Store.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_another_replica_made_just_now_is_found_in_the_store_and_kept()
    {
        await _bench.LoadAsync();
        var text = _bench.Issue();

        (await _bench.AskAsync(text)).ShouldBe(KeyOutcome.Accepted);

        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
        _bench.Store.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_was_unknown_a_moment_ago_is_known_as_soon_as_the_change_is_told()
    {
        await _bench.LoadAsync();
        var text = _bench.Issue();
        var key = _bench.Store.Keys[DirectoryBench.IdOf(text)];
        _bench.Store.Keys.Clear();
        (await _bench.AskAsync(text)).ShouldBe(KeyOutcome.Unknown);
        _bench.Store.Keys[key.Id] = key;
        (await _bench.AskAsync(text)).ShouldBe(KeyOutcome.Unknown);

        await _bench.ToldAsync("key", key.Id);

        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
    }

    [Fact]
    public async Task A_wrong_secret_of_a_known_key_is_unknown_and_costs_the_store_one_question()
    {
        var text = _bench.Issue();
        await _bench.LoadAsync();

        (await _bench.AskAsync(DirectoryBench.WrongSecret(text))).ShouldBe(KeyOutcome.Unknown);
        (await _bench.AskAsync(DirectoryBench.WrongSecret(text))).ShouldBe(KeyOutcome.Unknown);

        _bench.Store.Asked.ShouldBe(1);
        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
    }

    [Fact]
    public async Task A_key_that_another_replica_rotated_just_now_works_at_once()
    {
        var old = _bench.Issue();
        await _bench.LoadAsync();
        var text = Rotate(old, overlap: TimeSpan.FromHours(1));

        (await _bench.AskAsync(text)).ShouldBe(KeyOutcome.Accepted);
        _bench.Find(old).ShouldBe(KeyOutcome.Accepted);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("old")]
    public async Task The_key_before_a_rotation_counts_until_the_overlap_is_over(string pepper)
    {
        var old = _bench.Issue(pepper: pepper);
        var text = Rotate(old, overlap: TimeSpan.FromMinutes(5));
        await _bench.LoadAsync();

        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
        _bench.Find(old).ShouldBe(KeyOutcome.Accepted);
        _bench.Clock.Now += TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1);
        _bench.Find(old).ShouldBe(KeyOutcome.Accepted);

        _bench.Clock.Now += TimeSpan.FromTicks(1);
        (await _bench.AskAsync(old)).ShouldBe(KeyOutcome.Unknown);
        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
    }

    [Fact]
    public async Task A_key_under_the_former_pepper_is_good_as_long_as_that_is_there()
    {
        var text = _bench.Issue(pepper: "old");
        var orphan = _bench.Issue();
        _bench.Change(orphan, key => key with { PepperId = "gone" });
        await _bench.LoadAsync();

        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
        (await _bench.AskAsync(orphan)).ShouldBe(KeyOutcome.Unknown);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Why_a_key_is_refused_is_told_to_its_holder_alone(string flaw, string outcome)
    {
        _bench.Store.Teams["off"] = new StoredTeam { Id = "off", Name = "Off", Enabled = false };
        _bench.Store.Users["off"] = new StoredUser { Id = "off", Name = "Off", Enabled = false };
        _bench.Store.Users["of"] = new StoredUser { Id = "of", Name = "Of a team that is off", Team = "off" };
        var text = _bench.Issue(key => flaw switch
        {
            "revoked" => key with { RevokedAt = Now },
            "revoked and expired" => key with { RevokedAt = Now, ExpiresAt = Now },
            "off" => key with { Enabled = false },
            "expired" => key with { ExpiresAt = Now },
            "team off" => key with { Team = "off" },
            "team gone" => key with { Team = "gone" },
            "user off" => key with { User = "off" },
            "user gone" => key with { User = "gone" },
            "user's team off" => key with { User = "of" },
            "elsewhere" => key with { Networks = ["10.0.0.0/8", "2001:db8::/32"] },
            "no network that can be read" => key with { Networks = ["ten"] },
            _ => throw new ArgumentOutOfRangeException(nameof(flaw)),
        });
        await _bench.LoadAsync();

        var verdict = await _bench.VerdictAsync(text);

        verdict.Outcome.ToString().ShouldBe(outcome);
        verdict.Grant.ShouldBeNull();
        (await _bench.AskAsync(DirectoryBench.WrongSecret(text))).ShouldBe(KeyOutcome.Unknown);
    }

    [Fact]
    public async Task A_key_ends_when_its_time_has_come()
    {
        var text = _bench.Issue(key => key with { ExpiresAt = Now.AddMinutes(1) });
        await _bench.LoadAsync();

        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
        _bench.Clock.Now += TimeSpan.FromMinutes(1);
        _bench.Find(text).ShouldBe(KeyOutcome.Expired);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2001:db9::1", false)]
    public async Task A_key_with_networks_is_good_within_them(string address, bool accepted)
    {
        var text = _bench.Issue(key => key with { Networks = ["10.0.0.0/8", "2001:db8::/32"] });
        await _bench.LoadAsync();

        _bench.Find(text, IPAddress.Parse(address)).ShouldBe(accepted ? KeyOutcome.Accepted : KeyOutcome.NetworkRefused);
        _bench.Directory.Find(text, null).Outcome.ShouldBe(KeyOutcome.NetworkRefused);
    }

    [Fact]
    public async Task A_key_may_use_what_it_its_team_and_its_user_allow()
    {
        _bench.Configure(new GatewayOptions { Teams = new Dictionary<string, TeamOptions>(StringComparer.OrdinalIgnoreCase) { ["web"] = new() { Id = "web", Models = ["*-mini", "fast"], Tags = ["configured"] } } });
        _bench.Store.Teams["web"] = new StoredTeam { Id = "web", Name = "Web", Models = ["gpt-*", "fast"], Tags = ["stored", "shared"] };
        _bench.Store.Users["alice"] = new StoredUser { Id = "alice", Name = "Alice", Models = ["gpt-4*", "fast"], Tags = ["hers"] };
        var text = _bench.Issue(key => key with { Team = "web", User = "alice", Models = ["gpt-*"], Tags = ["own", "shared"], Surfaces = ["chat"] });
        await _bench.LoadAsync();

        var caller = (await _bench.VerdictAsync(text)).Grant.ShouldNotBeNull().Caller;

        caller.MayUse("gpt-4o-mini").ShouldBeTrue();
        caller.MayUse("gpt-4o").ShouldBeFalse("the configuration's team does not allow it");
        caller.MayUse("gpt-5-mini").ShouldBeFalse("the user may not");
        caller.MayUse("fast").ShouldBeFalse("the key may not");
        caller.Forbidder("fast").ShouldBe("key");
        caller.Forbidder("gpt-4o").ShouldBe("team");
        caller.Forbidder("gpt-5-mini").ShouldBe("user");
        caller.Team.ShouldBe("web");
        caller.User.ShouldBe("alice");
        caller.Tags.ShouldBe(["own", "shared", "hers", "configured", "stored"], ignoreOrder: true);
        caller.MayUseSurface("chat").ShouldBeTrue();
        caller.MayUseSurface("models").ShouldBeFalse();
    }

    [Theory]
    [InlineData("key")]
    [InlineData("team")]
    [InlineData("user")]
    public async Task What_is_told_to_have_changed_holds_for_the_next_request(string kind)
    {
        _bench.Store.Teams["web"] = new StoredTeam { Id = "web", Name = "Web" };
        _bench.Store.Users["alice"] = new StoredUser { Id = "alice", Name = "Alice" };
        var text = _bench.Issue(key => key with { Team = "web", User = "alice" });
        var other = _bench.Issue();
        await _bench.LoadAsync();
        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
        _bench.Change(text, key => kind == "key" ? key with { RevokedAt = Now } : key);
        _bench.Store.Teams["web"] = new StoredTeam { Id = "web", Name = "Web", Enabled = kind != "team" };
        _bench.Store.Users["alice"] = new StoredUser { Id = "alice", Name = "Alice", Enabled = kind != "user" };

        await _bench.ToldAsync(kind, kind switch { "key" => DirectoryBench.IdOf(text), "team" => "web", _ => "alice" });

        _bench.Find(text).ShouldBe(kind == "key" ? KeyOutcome.Revoked : KeyOutcome.Disabled);
        _bench.Find(other).ShouldBe(KeyOutcome.Accepted);
    }

    [Fact]
    public async Task A_key_that_was_deleted_is_unknown()
    {
        var text = _bench.Issue();
        await _bench.LoadAsync();
        _bench.Store.Keys.Clear();

        await _bench.ToldAsync("key", DirectoryBench.IdOf(text));

        (await _bench.AskAsync(text)).ShouldBe(KeyOutcome.Unknown);
        _bench.Directory.Presence.ShouldBe(KeyPresence.None);
    }

    [Fact]
    public async Task Limits_of_a_team_and_a_user_are_there_for_callers_without_a_key_too()
    {
        _bench.Store.Teams["web"] = new StoredTeam { Id = "web", Name = "Web", Models = ["fast"] };
        await _bench.LoadAsync();

        _bench.Directory.TryGetLimits("web", "alice", out var limits).ShouldBeTrue();

        limits.Enabled.ShouldBeTrue();
        limits.Forbidder("slow").ShouldBe("team");
        _bench.Directory.TryGetLimits("gone", null, out limits).ShouldBeTrue();
        limits.Enabled.ShouldBeFalse();
    }

    private string Rotate(string old, TimeSpan overlap)
    {
        var text = DirectoryBench.WrongSecret(old);
        _bench.Change(old, key => key with
        {
            PepperId = "new",
            Digest = _bench.Ring.Digest(AiGateway.Secrets.KeyPurpose.VirtualKey, "new", text),
            PreviousPepperId = key.PepperId,
            PreviousDigest = key.Digest,
            PreviousUntil = Now + overlap,
        });
        return text;
    }
}
