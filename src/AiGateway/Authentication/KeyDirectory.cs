using System.Net;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Secrets;
using AiGateway.Storage;

namespace AiGateway.Authentication;

/// <summary>Finds the key that a caller presents: among the configuration's keys first, then among the store's, which it keeps in memory.</summary>
/// <remarks>
/// A key of the store goes on working from memory while the store does not answer, as long as <see cref="StorageOptions.KeysOutlive"/>.
/// What is not in memory is looked up, since another replica may have made or rotated it a moment ago: it is unknown only once the store says so.
/// </remarks>
internal sealed partial class KeyDirectory : IStoreWatcher, IDisposable
{
    /// <summary>How many keys of the store are kept in memory.</summary>
    public const int MostKeys = 100_000;

    /// <summary>How many besides, of those that were looked up.</summary>
    public const int MostExtraKeys = 10_000;

    private readonly SnapshotStore<GatewayConfig> _config;
    private readonly TimeProvider _time;
    private readonly ILogger<KeyDirectory> _logger;
    private readonly IKeyStore? _store;
    private readonly IStoreState? _state;
    private readonly KeyMemory _memory;
    private readonly KeyLookups? _lookups;
    private readonly BadKeyTable _bad;

    /// <summary>Makes a directory that knows the configuration's keys.</summary>
    /// <param name="config">The configuration in force.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is told of keys that nobody can use.</param>
    /// <param name="store">The store's keys; null where there is no store.</param>
    /// <param name="state">How much is known of the store; null where there is none.</param>
    /// <param name="mostKeys">How many keys of the store are kept in memory.</param>
    public KeyDirectory(
        SnapshotStore<GatewayConfig> config, TimeProvider time, ILogger<KeyDirectory> logger, IKeyStore? store = null, IStoreState? state = null, int mostKeys = MostKeys)
    {
        (_config, _time, _logger, _store, _state) = (config, time, logger, store, state);
        _memory = new KeyMemory(mostKeys, MostExtraKeys);
        _lookups = store is null ? null : new KeyLookups(store, _memory, time);
        _bad = new BadKeyTable(time);
        MostInMemory = mostKeys;
    }

    /// <summary>Whether there is any key at all.</summary>
    public KeyPresence Presence =>
        !_config.Current.Keys.IsEmpty ? KeyPresence.Some
        : _store is null ? KeyPresence.None
        : !IsUsable ? KeyPresence.Unsure
        : _memory.HasKeys ? KeyPresence.Some
        : KeyPresence.None;

    /// <summary>How many keys of the store are in memory.</summary>
    public int Count => _memory.Count;

    /// <summary>How many ids are remembered as unknown to the store.</summary>
    public int Remembered => _lookups?.Count ?? 0;

    private int MostInMemory { get; }

    /// <summary>Whether the store was read, and not too long ago.</summary>
    private bool IsUsable => _state is { IsKnown: true } && _state.SilentFor <= _config.Current.Options.Storage.KeysOutlive;

    /// <summary>Finds a key without asking the store. Allocates nothing for one that was used before.</summary>
    /// <param name="presented">What the caller sent; any text.</param>
    /// <param name="from">Where it calls from.</param>
    /// <returns>The verdict; <see cref="KeyOutcome.Unsettled"/> where the store has to be asked.</returns>
    public KeyVerdict Find(ReadOnlySpan<char> presented, IPAddress? from)
    {
        var index = _config.Current.Keys;
        var isToken = TokenText.TryParse(TokenText.VirtualKeyPrefix, presented, out var id);
        if ((!isToken || index.HasTokens) && index.FindValue(presented) is { } value)
        {
            return Judge(value, index, from);
        }

        return isToken && index.Ring is not null ? FindToken(presented, id, index, from) : Unknown(from);
    }

    /// <summary>Finds a key, in the store too where it has to be asked.</summary>
    /// <param name="presented">What the caller sent; any text.</param>
    /// <param name="from">Where it calls from.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    public ValueTask<KeyVerdict> FindAsync(ReadOnlyMemory<char> presented, IPAddress? from, CancellationToken cancellationToken)
    {
        var verdict = Find(presented.Span, from);
        if (verdict.Outcome != KeyOutcome.Unsettled || !TokenText.TryParse(TokenText.VirtualKeyPrefix, presented.Span, out var id))
        {
            return new(verdict);
        }

        return new(LookUpAsync(id.ToString(), presented, from, cancellationToken));
    }

    /// <summary>What would be said of a key, by its id alone: to explain, never to let anybody in.</summary>
    /// <param name="id">The id of a key of the configuration, or the public id of one of the store.</param>
    /// <param name="from">Where it would be used from; null where that is not looked at.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <returns>The verdict, and who would call; null for a key that nobody knows.</returns>
    public async Task<(KeyVerdict Verdict, Caller? Caller)> ExplainAsync(string id, IPAddress? from, CancellationToken cancellationToken)
    {
        var index = _config.Current.Keys;
        var entry = index.FindId(id) ?? index.FindHash(id) ?? (_store is null ? null : _memory.Find(id));
        try
        {
            // What is no public id is none of the store's, and may be a key that somebody took for its id.
            entry ??= _lookups is null || !TokenText.IsId(id) ? null : await _lookups.FindAsync(id, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return (new KeyVerdict(KeyOutcome.StoreUnavailable), null);
        }

        if (entry is null)
        {
            return (new KeyVerdict(KeyOutcome.Unknown), null);
        }

        var grant = entry.Grant(index, _memory.Owners);
        var verdict = Judge(entry, index, from);
        return (verdict.Outcome == KeyOutcome.NetworkRefused && from is null ? new KeyVerdict(KeyOutcome.Accepted, grant) : verdict, grant.Caller);
    }

    /// <summary>What a team and a user leave to whoever calls in their name without a key of theirs.</summary>
    /// <param name="team">The team; null for none.</param>
    /// <param name="user">The user; null for none.</param>
    /// <param name="limits">The limits.</param>
    /// <returns>False where only the store could say, and it does not answer.</returns>
    public bool TryGetLimits(string? team, string? user, out OwnerLimits limits)
    {
        limits = new OwnerLimits(team, user, _config.Current.Keys, _memory.Owners);
        return !limits.NeedsStore || _store is null || IsUsable;
    }

    /// <inheritdoc/>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_store is null || _lookups is null)
        {
            return;
        }

        // One more than is kept tells whether that is all.
        _memory.Replace(await _store.LoadAsync(MostInMemory + 1, cancellationToken));
        _lookups.Forget();
        WarnOfPeppers();
    }

    /// <inheritdoc/>
    public async Task ChangedAsync(IReadOnlyList<StoreChange> changes, CancellationToken cancellationToken)
    {
        var ids = new KeyStoreIds(Of("key"), Of("team"), Of("user"));
        if (_store is null || _lookups is null || ids.Keys.Count + ids.Teams.Count + ids.Users.Count == 0)
        {
            return;
        }

        _memory.Changing();
        _memory.Apply(ids, await _store.ReadAsync(ids, cancellationToken));
        _lookups.Forget(ids.Keys);

        HashSet<string> Of(string kind) =>
            changes.Where(change => change.Kind.Equals(kind, StringComparison.Ordinal)).Select(static change => change.Subject).ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _lookups?.Dispose();

    private KeyVerdict FindToken(ReadOnlySpan<char> presented, ReadOnlySpan<char> id, VirtualKeyIndex index, IPAddress? from)
    {
        var configured = index.FindHash(id);
        var entry = configured ?? (_store is null ? null : _memory.Find(id));
        if (entry is null && _bad.IsOver(from) && (_store is null || (_memory.IsComplete && IsUsable)))
        {
            // All keys are here and this is none of them: to its sender that is worth no more work.
            return Unknown(from);
        }

        if ((entry ?? index.Dummy!).Matches(index.Ring!, presented, _time.GetUtcNow()))
        {
            return Judge(entry!, index, from);
        }

        if (configured is not null || _lookups is null)
        {
            return Unknown(from);
        }

        if (!IsUsable || _state!.SilentFor > TimeSpan.Zero)
        {
            // It would only be waited for in vain.
            return new KeyVerdict(KeyOutcome.StoreUnavailable);
        }

        var isSettled = _lookups.WasAskedLately(id) || (entry is not null && _bad.IsOver(from));
        return isSettled ? Unknown(from) : new KeyVerdict(KeyOutcome.Unsettled);
    }

    private async Task<KeyVerdict> LookUpAsync(string id, ReadOnlyMemory<char> presented, IPAddress? from, CancellationToken cancellationToken)
    {
        try
        {
            var entry = await _lookups!.FindAsync(id, cancellationToken);
            var index = _config.Current.Keys;
            return entry is not null && index.Ring is not null && entry.Matches(index.Ring, presented.Span, _time.GetUtcNow())
                ? Judge(entry, index, from)
                : Unknown(from);
        }
        catch (StoreUnavailableException)
        {
            return new KeyVerdict(KeyOutcome.StoreUnavailable);
        }
    }

    private KeyVerdict Judge(KeyEntry entry, VirtualKeyIndex index, IPAddress? from)
    {
        var grant = entry.Grant(index, _memory.Owners);
        if (grant.NeedsStore && _store is not null && !IsUsable)
        {
            return new KeyVerdict(KeyOutcome.StoreUnavailable);
        }

        if (grant.Outcome != KeyOutcome.Accepted)
        {
            return new KeyVerdict(grant.Outcome);
        }

        if (entry.Expires is { } end && _time.GetUtcNow() >= end)
        {
            return new KeyVerdict(KeyOutcome.Expired);
        }

        return grant.MayComeFrom(from) ? new KeyVerdict(KeyOutcome.Accepted, grant) : new KeyVerdict(KeyOutcome.NetworkRefused);
    }

    private KeyVerdict Unknown(IPAddress? from)
    {
        _bad.Note(from);
        return new KeyVerdict(KeyOutcome.Unknown);
    }

    private void WarnOfPeppers()
    {
        if (_config.Current.Keys.Ring is { } ring && _memory.CountWithout(ring) is > 0 and var count)
        {
            LogPeppers(count);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Count} keys of the store were made under peppers that are not configured, and are refused as unknown")]
    private partial void LogPeppers(int count);
}
