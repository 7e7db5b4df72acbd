using System.Net;
using AiGateway.Authentication;
using AiGateway.Configuration;
using AiGateway.Providers;
using AiGateway.Secrets;
using AiGateway.Storage;
using AiGateway.Tests.Secrets;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiGateway.Tests.Authentication;

/// <summary>A directory over a store that is a table in memory, with a clock that moves when told to.</summary>
internal sealed class DirectoryBench : IDisposable
{
    public static readonly IPAddress Somewhere = IPAddress.Parse("192.0.2.7");

    private readonly SnapshotStore<GatewayConfig> _config;

    public DirectoryBench(GatewayOptions? options = null, bool hasStore = true, int mostKeys = KeyDirectory.MostKeys)
    {
        _config = new SnapshotStore<GatewayConfig>(Config(options ?? new GatewayOptions()), "1", DateTimeOffset.UnixEpoch);
        Directory = new KeyDirectory(_config, Clock, NullLogger<KeyDirectory>.Instance, hasStore ? Store : null, hasStore ? Store : null, mostKeys);
    }

    public KeyRing Ring { get; } = Rings.Random("new", "old");

    public ManualClock Clock { get; } = new();

    public TableStore Store { get; } = new();

    public KeyDirectory Directory { get; }

    /// <summary>Puts a configuration in force.</summary>
    public void Configure(GatewayOptions options) => _config.Replace(Config(options), "2", DateTimeOffset.UnixEpoch);

    /// <summary>Makes a key in the store.</summary>
    /// <returns>What its holder sends.</returns>
    public string Issue(Func<StoredKey, StoredKey>? change = null, string pepper = "new")
    {
        var text = TokenText.Create(TokenText.VirtualKeyPrefix, out var id);
        var key = new StoredKey { Id = id, Name = $"key {id}", PepperId = pepper, Digest = Ring.Digest(KeyPurpose.VirtualKey, pepper, text) };
        Store.Keys[id] = change?.Invoke(key) ?? key;
        return text;
    }

    /// <summary>The public id of what a holder sends.</summary>
    public static string IdOf(string text) => TokenText.TryParse(TokenText.VirtualKeyPrefix, text, out var id) ? id.ToString() : throw new ArgumentException("No key.", nameof(text));

    /// <summary>A key of the same id with another secret.</summary>
    public static string WrongSecret(string text) => TokenText.Create(TokenText.VirtualKeyPrefix, IdOf(text));

    /// <summary>A well-formed key that nobody made.</summary>
    public static string Invented() => TokenText.Create(TokenText.VirtualKeyPrefix, out _);

    /// <summary>Changes a key of the store as another replica would, without a word to this one.</summary>
    public void Change(string text, Func<StoredKey, StoredKey> change)
    {
        var key = change(Store.Keys[IdOf(text)]);
        Store.Keys[key.Id] = key with { Version = key.Version + 1 };
    }

    public Task LoadAsync() => Directory.LoadAsync(CancellationToken.None);

    /// <summary>Tells of a change.</summary>
    public Task ToldAsync(string kind, string id) => Directory.ChangedAsync([new StoreChange(1, kind, id)], CancellationToken.None);

    public KeyOutcome Find(string text, IPAddress? from = null) => Directory.Find(text, from ?? Somewhere).Outcome;

    public async Task<KeyOutcome> AskAsync(string text, IPAddress? from = null) => (await VerdictAsync(text, from)).Outcome;

    public async Task<KeyVerdict> VerdictAsync(string text, IPAddress? from = null) => await Directory.FindAsync(text.AsMemory(), from ?? Somewhere, CancellationToken.None);

    public void Dispose() => Directory.Dispose();

    private GatewayConfig Config(GatewayOptions options) =>
        new(options, "1", new ModelIndex([], new Dictionary<string, Pool>(StringComparer.Ordinal)), new Dictionary<string, ProviderEntry>(StringComparer.Ordinal), new VirtualKeyIndex(options, Ring));

    /// <summary>A clock that moves when told to.</summary>
    internal sealed class ManualClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;
    }

    /// <summary>A store that counts how often it is asked, and can be down or slow.</summary>
    internal sealed class TableStore : IKeyStore, IStoreState
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource? _held;
        private int _atOnce;

        public Dictionary<string, StoredKey> Keys { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, StoredTeam> Teams { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, StoredUser> Users { get; } = new(StringComparer.Ordinal);

        /// <summary>Whether calls fail.</summary>
        public bool IsDown { get; set; }

        /// <inheritdoc/>
        public bool IsKnown { get; set; } = true;

        /// <inheritdoc/>
        public TimeSpan SilentFor { get; set; }

        /// <summary>How often single keys were asked for.</summary>
        public int Asked { get; private set; }

        /// <summary>How many were asked for at once at most.</summary>
        public int MostAtOnce { get; private set; }

        /// <summary>Has whoever asks for single keys wait, each with the answer as it was when it asked.</summary>
        public void Hold() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Lets them go.</summary>
        public void Release() => _held!.SetResult();

        public async Task<StoredKey?> FindAsync(string id, CancellationToken cancellationToken)
        {
            StoredKey? key;
            lock (_gate)
            {
                Asked++;
                MostAtOnce = Math.Max(MostAtOnce, ++_atOnce);
                key = Keys.GetValueOrDefault(id);
            }

            if (_held is { } held)
            {
                await held.Task;
            }

            lock (_gate)
            {
                _atOnce--;
            }

            return IsDown ? throw new StoreUnavailableException("The store is down.") : key;
        }

        public Task<KeyStoreContent> LoadAsync(int most, CancellationToken cancellationToken) =>
            Answer(new KeyStoreContent([.. Keys.Values.OrderBy(k => k.Id, StringComparer.Ordinal).Take(most)], [.. Teams.Values], [.. Users.Values]));

        public Task<KeyStoreContent> ReadAsync(KeyStoreIds ids, CancellationToken cancellationToken) => Answer(new KeyStoreContent(
            [.. ids.Keys.Select(Keys.GetValueOrDefault).OfType<StoredKey>()],
            [.. ids.Teams.Select(Teams.GetValueOrDefault).OfType<StoredTeam>()],
            [.. ids.Users.Select(Users.GetValueOrDefault).OfType<StoredUser>()]));

        private Task<KeyStoreContent> Answer(KeyStoreContent content) =>
            IsDown ? Task.FromException<KeyStoreContent>(new StoreUnavailableException("The store is down.")) : Task.FromResult(content);
    }
}
