using AiGateway.Authentication;
using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Tests.Authentication;

/// <summary>The store is down, slow, or not read yet: what is known goes on working for a time, and nobody is told that a key is wrong.</summary>
public sealed class KeyStoreOutageTests : IDisposable
{
    private const string Configured = "kQ7vT2xW9pLs4ZzR8mYb3nHc";

    private readonly DirectoryBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_is_not_in_memory_cannot_be_known()
    {
        await _bench.LoadAsync();
        _bench.Store.IsDown = true;

        (await _bench.AskAsync(DirectoryBench.Invented())).ShouldBe(KeyOutcome.StoreUnavailable);
        _bench.Store.SilentFor = TimeSpan.FromSeconds(1);
        (await _bench.AskAsync(DirectoryBench.Invented())).ShouldBe(KeyOutcome.StoreUnavailable);

        _bench.Store.Asked.ShouldBe(1, "once it is known to be down it is not asked");
        _bench.Directory.Remembered.ShouldBe(0);
    }

    [Fact]
    public async Task Nor_can_the_secret_of_a_key_that_may_have_been_rotated_elsewhere()
    {
        var text = _bench.Issue();
        await _bench.LoadAsync();
        _bench.Store.IsDown = true;

        (await _bench.AskAsync(DirectoryBench.WrongSecret(text))).ShouldBe(KeyOutcome.StoreUnavailable);
        (await _bench.AskAsync("sk-gw-nonsense")).ShouldBe(KeyOutcome.Unknown, "that is no key whatever the store would say");
    }

    [Fact]
    public async Task Keys_in_memory_go_on_working_for_a_time()
    {
        _bench.Configure(new GatewayOptions { Storage = new StorageOptions { KeysOutlive = TimeSpan.FromMinutes(10) } });
        var text = _bench.Issue();
        await _bench.LoadAsync();
        _bench.Store.IsDown = true;

        _bench.Store.SilentFor = TimeSpan.FromMinutes(10);
        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
        _bench.Directory.Presence.ShouldBe(KeyPresence.Some);

        _bench.Store.SilentFor = TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1);
        _bench.Find(text).ShouldBe(KeyOutcome.StoreUnavailable);
        _bench.Directory.Presence.ShouldBe(KeyPresence.Unsure);

        _bench.Store.SilentFor = TimeSpan.Zero;
        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
    }

    [Fact]
    public void Nothing_is_known_and_nothing_is_open_before_the_store_was_read()
    {
        _bench.Store.IsKnown = false;

        _bench.Directory.Presence.ShouldBe(KeyPresence.Unsure);
        _bench.Find(_bench.Issue()).ShouldBe(KeyOutcome.StoreUnavailable);
        _bench.Store.Asked.ShouldBe(0, "without its teams a key would say too little");
    }

    [Fact]
    public async Task Whether_anybody_may_call_without_a_key_is_known_once_the_store_was_read()
    {
        await _bench.LoadAsync();
        _bench.Directory.Presence.ShouldBe(KeyPresence.None);

        var text = _bench.Issue(key => key with { Enabled = false });
        await _bench.ToldAsync("key", DirectoryBench.IdOf(text));

        _bench.Directory.Presence.ShouldBe(KeyPresence.Some, "a key that is off closes the door too");
    }

    [Fact]
    public void Keys_of_the_configuration_need_no_store()
    {
        using var bench = new DirectoryBench(Options(key => key with { Team = "web" }));
        (bench.Store.IsKnown, bench.Store.IsDown) = (false, true);

        bench.Find(Configured).ShouldBe(KeyOutcome.Accepted);
        bench.Directory.Presence.ShouldBe(KeyPresence.Some);
        bench.Find(Configured + "x").ShouldBe(KeyOutcome.Unknown);
    }

    [Theory]
    [InlineData("elsewhere", null)]
    [InlineData(null, "alice")]
    public async Task Unless_they_belong_to_somebody_of_whom_only_the_store_knows(string? team, string? user)
    {
        using var bench = new DirectoryBench(Options(key => key with { Team = team, User = user }));
        bench.Store.IsKnown = false;
        bench.Find(Configured).ShouldBe(KeyOutcome.StoreUnavailable);

        bench.Store.Teams["elsewhere"] = new StoredTeam { Id = "elsewhere", Name = "Elsewhere" };
        bench.Store.IsKnown = true;
        await bench.LoadAsync();

        bench.Find(Configured).ShouldBe(KeyOutcome.Accepted);
    }

    [Fact]
    public void Without_a_store_everything_is_known()
    {
        using var bench = new DirectoryBench(hasStore: false);

        bench.Directory.Presence.ShouldBe(KeyPresence.None);
        bench.Find(DirectoryBench.Invented()).ShouldBe(KeyOutcome.Unknown);
    }

    private static GatewayOptions Options(Func<VirtualKeyOptions, VirtualKeyOptions> change) => new()
    {
        Teams = new Dictionary<string, TeamOptions>(StringComparer.OrdinalIgnoreCase) { ["web"] = new() { Id = "web" } },
        VirtualKeys = new Dictionary<string, VirtualKeyOptions>(StringComparer.OrdinalIgnoreCase)
        {
            ["shop"] = change(new VirtualKeyOptions { Id = "shop", Value = new Secret(Configured) }),
        },
    };
}
