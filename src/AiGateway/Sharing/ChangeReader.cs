using AiGateway.Storage;

namespace AiGateway.Sharing;

/// <summary>Reads the store's changes in order, and notices when what it has read is not what the store has: a gap, too many, or another store in its place.</summary>
internal sealed class ChangeReader(IChangeSource source)
{
    /// <summary>The most changes that are told one by one; where there are more, everything is loaded anew, which is less work then.</summary>
    public const int Most = 500;

    private long _seen;
    private StoreChange? _last;

    /// <summary>The number of the last change that was read.</summary>
    public long Seen => Volatile.Read(ref _seen);

    /// <summary>Takes the store as it is now for read. Whatever is loaded afterwards has at least that.</summary>
    public async Task SkipAllAsync(CancellationToken cancellationToken)
    {
        var last = await source.LastAsync(cancellationToken);
        var tail = last > 0 ? await source.SinceAsync(last - 1, 1, cancellationToken) : [];
        _last = tail is [var record] && record.Number == last ? record : null;
        Volatile.Write(ref _seen, last);
    }

    /// <summary>Reads on.</summary>
    /// <returns>The changes since the last reading; null where they cannot be told one by one.</returns>
    public async Task<IReadOnlyList<StoreChange>?> ReadAsync(CancellationToken cancellationToken)
    {
        var fresh = await ReadOverlappingAsync(cancellationToken) ?? await ReadFollowingAsync(cancellationToken);
        if (fresh is null || fresh.Count >= Most)
        {
            return null;
        }

        var next = _seen;
        foreach (var change in fresh)
        {
            if (change.Number != ++next)
            {
                return null;
            }
        }

        if (fresh.Count > 0)
        {
            _last = fresh[^1];
            Volatile.Write(ref _seen, next);
        }

        return fresh;
    }

    /// <summary>Reads the last known change again with those that follow: another one under its number means another store, such as a backup put back.</summary>
    /// <returns>Null where the last known change is not there, because records as old as it are no longer kept, or for a reason that the caller will find.</returns>
    private async Task<IReadOnlyList<StoreChange>?> ReadOverlappingAsync(CancellationToken cancellationToken)
    {
        if (_last is not { } last)
        {
            return null;
        }

        var changes = await source.SinceAsync(last.Number - 1, Most + 1, cancellationToken);
        if (changes.Count > 0 && changes[0] == last)
        {
            return [.. changes.Skip(1)];
        }

        _last = null;
        return changes.Count > 0 && changes[0].Number == last.Number ? changes : null;
    }

    private async Task<IReadOnlyList<StoreChange>?> ReadFollowingAsync(CancellationToken cancellationToken)
    {
        var last = await source.LastAsync(cancellationToken);
        if (last <= _seen)
        {
            return last == _seen ? [] : null;
        }

        var changes = await source.SinceAsync(_seen, Most, cancellationToken);
        return changes.Count > 0 ? changes : null;
    }
}
