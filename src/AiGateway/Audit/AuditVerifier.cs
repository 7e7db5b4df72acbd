using System.Globalization;
using AiGateway.Storage;

namespace AiGateway.Audit;

/// <summary>Checks that no record was edited, deleted, inserted or moved.</summary>
internal sealed class AuditVerifier(Database database)
{
    private const int Page = 500;

    /// <summary>Checks the chain in the store, and a file against itself and against the store.</summary>
    /// <param name="file">The audit file; null for none.</param>
    /// <param name="remembered">The end of the chain as it was once; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<AuditVerdict> VerifyAsync(string? file, AuditHead? remembered, CancellationToken cancellationToken)
    {
        var verdict = await VerifyStoreAsync(remembered, cancellationToken);
        return verdict.IsSound && file is not null ? await VerifyFileAsync(file, verdict, cancellationToken) : verdict;
    }

    /// <summary>Checks a file, or a copy of one, by itself.</summary>
    /// <param name="input">The file's content.</param>
    /// <param name="remembered">The end of the chain as it was once; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AuditVerdict> VerifyFileAsync(Stream input, AuditHead? remembered, CancellationToken cancellationToken) =>
        (await FollowFileAsync(input, remembered, cancellationToken)).Verdict;

    private async Task<AuditVerdict> VerifyStoreAsync(AuditHead? remembered, CancellationToken cancellationToken)
    {
        var chain = new AuditChain(mayRewind: false);
        var memory = new AuditMemory(remembered);
        chain.StartAfter(await AnchorAsync(cancellationToken));
        memory.See(chain.Head);
        while (true)
        {
            var from = chain.Head.Number + 1;
            var page = await database.ReadAsync(session => session.Audit.ReadFromAsync(from, Page), cancellationToken);
            if (page is [var first, ..] && first.Number > from && await AnchorAsync(cancellationToken) is var anchor && anchor.Number > chain.Head.Number)
            {
                // Retention has cut off more while this was under way.
                chain.StartAfter(anchor);
                memory.See(anchor);
                continue;
            }

            foreach (var record in page)
            {
                if (chain.Add(record) is { } problem)
                {
                    return Verdict(chain) with { Problem = problem };
                }

                memory.See(chain.Head);
            }

            if (page.Count == 0)
            {
                return Verdict(chain) with { Problem = memory.ProblemOf(chain) };
            }
        }
    }

    private async Task<AuditVerdict> VerifyFileAsync(string path, AuditVerdict store, CancellationToken cancellationToken)
    {
        AuditChain file;
        AuditVerdict verdict;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: 0 })
            {
                // Opening a pipe would wait for somebody to write into it.
                return store with { Notes = [.. store.Notes, "The file was not checked: it is empty, or no file but a pipe or a device."] };
            }

            await using var input = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
            (file, verdict) = await FollowFileAsync(input, null, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return store with { Notes = [.. store.Notes, $"The file was not checked: {exception.Message}"] };
        }

        var notes = (string[])[.. store.Notes, .. verdict.Notes];
        if (!verdict.IsSound)
        {
            return store with { Problem = $"In the file: {verdict.Problem}", Notes = notes };
        }

        return await CompareAsync(file, store, cancellationToken) switch
        {
            (string problem, true) => store with { Problem = problem, Notes = notes },
            (string note, false) => store with { Notes = [.. notes, note] },
            _ => store with { Notes = notes },
        };
    }

    /// <summary>Holds the end of the file against the store; all before it follows from the chain.</summary>
    private async Task<(string? Words, bool IsProblem)> CompareAsync(AuditChain file, AuditVerdict store, CancellationToken cancellationToken)
    {
        if (file.Records == 0)
        {
            return (null, false);
        }

        for (var i = file.LastChange.Count - 1; i >= 0; i--)
        {
            var place = file.LastChange[i];
            if (await HasAsync(place, store, cancellationToken))
            {
                return place == file.Head
                    ? (null, false)
                    : (Say($"The file's last change, from record {place.Number + 1}, is not in the store: it was refused, or its process died before it was committed, or the end of the store was cut off."), false);
            }
        }

        return file.LastChange[0].Number > store.Head.Number
            ? (Say($"The store ends with record {store.Head.Number}, but the file goes on to record {file.Head.Number}: the end of the store was cut off."), true)
            : (Say($"The file and the store have different records up to number {file.LastChange[0].Number}."), true);
    }

    private async Task<bool> HasAsync(AuditHead head, AuditVerdict store, CancellationToken cancellationToken)
    {
        if (head.Number <= store.Anchor.Number)
        {
            // What retention has cut off cannot be compared, but where it cut.
            return head.Number < store.Anchor.Number || head == store.Anchor;
        }

        var found = await database.ReadAsync(session => session.Audit.ReadFromAsync(head.Number, 1), cancellationToken);
        return found is [var record] && record.Number == head.Number && record.Hash == head.Hash;
    }

    private static async Task<(AuditChain Chain, AuditVerdict Verdict)> FollowFileAsync(Stream input, AuditHead? remembered, CancellationToken cancellationToken)
    {
        var chain = new AuditChain(mayRewind: true);
        var memory = new AuditMemory(remembered);
        var torn = 0L;
        await foreach (var record in AuditFileReader.ReadAsync(input, cancellationToken))
        {
            if (record is null)
            {
                torn++;
                continue;
            }

            if (chain.Add(record) is { } problem)
            {
                return (chain, Verdict(chain) with { Problem = problem });
            }

            memory.See(chain.Head);
        }

        var notes = new List<string>();
        if (chain.Replaced > 0)
        {
            notes.Add(Say($"The file has {chain.Replaced} records of changes that were never committed, each followed by what took its place."));
        }

        if (torn > 0)
        {
            notes.Add(Say($"The file has {torn} lines that are no records: what was written when a process died or the disk was full. No record of the chain is among them."));
        }

        return (chain, Verdict(chain) with { Problem = memory.ProblemOf(chain), Notes = notes });
    }

    private async Task<AuditHead> AnchorAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(static session => session.Audit.AnchorAsync(), cancellationToken) is { } anchor
            ? new AuditHead(anchor.Number, anchor.Hash)
            : AuditHead.Start;

    private static AuditVerdict Verdict(AuditChain chain) => new() { Records = chain.Records, Anchor = chain.Anchor, Head = chain.Head };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
