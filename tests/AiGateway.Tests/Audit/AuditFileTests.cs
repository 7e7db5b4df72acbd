using AiGateway.Audit;
using AiGateway.Management;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Management;
using AiGateway.Tests.Secrets;
using AiGateway.Tests.Storage;

namespace AiGateway.Tests.Audit;

/// <summary>The audit file: a whole chain of its own, whatever happens between two changes.</summary>
[Collection(PostgresCollection.Name)]
public sealed class AuditFileTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task It_has_every_record_and_belongs_to_its_owner_alone(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithFileAsync(store, 5);

        var lines = await File.ReadAllLinesAsync(managed.AuditPath!);
        lines.Length.ShouldBe(5);
        var records = await managed.RecordsAsync();
        lines.Zip(records).ShouldAllBe(pair => System.Text.Encoding.UTF8.GetBytes(pair.First + "\n").SequenceEqual(pair.Second.Line()));
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(managed.AuditPath!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await managed.ShouldVerifyAsync()).Notes.ShouldBeEmpty();
    }

    [Theory]
    [EveryStore]
    public async Task Whatever_is_done_to_it_shows(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithFileAsync(store, 6);
        var lines = await File.ReadAllLinesAsync(managed.AuditPath!);
        (string What, IEnumerable<string> Lines)[] tampers =
        [
            ("an edit", [.. lines[..2], lines[2].Replace("token:admin1", "token:eve", StringComparison.Ordinal), .. lines[3..]]),
            ("a blank", [.. lines[..2], lines[2].Replace(",\"actor\"", ", \"actor\"", StringComparison.Ordinal), .. lines[3..]]),
            ("a deletion", [.. lines[..3], .. lines[4..]]),
            ("an exchange", [lines[0], lines[2], lines[1], .. lines[3..]]),
            ("garbage in a line's place", [.. lines[..3], "garbage", .. lines[4..]]),
            ("a forged first record", [.. Records.Chain(1).Select(r => System.Text.Encoding.UTF8.GetString(r.Line()).TrimEnd()), .. lines[1..]]),
            ("another store's file", Records.Chain(6).Select(r => System.Text.Encoding.UTF8.GetString(r.Line()).TrimEnd())),
        ];
        foreach (var (what, tampered) in tampers)
        {
            await File.WriteAllLinesAsync(managed.AuditPath!, tampered);
            (await managed.Audit.VerifyAsync(default)).IsSound.ShouldBeFalse(what);
        }

        await File.WriteAllLinesAsync(managed.AuditPath!, lines);
        await managed.ShouldVerifyAsync();
        File.Delete(managed.AuditPath!);
        (await managed.ShouldVerifyAsync()).Notes.ShouldHaveSingleItem().ShouldContain("not checked");
    }

    [Theory]
    [EveryStore]
    public async Task A_cut_at_the_end_of_the_store_shows_by_the_file(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithFileAsync(store, 6);

        await RawStore.ExecuteAsync(store, "DELETE FROM audit_log WHERE number = 6");
        (await managed.ShouldVerifyAsync()).Notes.ShouldHaveSingleItem().ShouldContain("cut off");
        await RawStore.ExecuteAsync(store, "DELETE FROM audit_log WHERE number = 5");
        (await managed.Audit.VerifyAsync(default)).Problem!.ShouldContain("cut off");
    }

    [Theory]
    [EveryStore]
    public async Task A_change_that_was_not_committed_is_told_apart_and_gives_way(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithFileAsync(store, 3);
        var head = (await managed.ShouldVerifyAsync()).Head;
        var lost = Records.Next(head, "lost");
        await File.AppendAllBytesAsync(managed.AuditPath!, [.. lost.Line(), .. Records.Next(lost.Place(), "half")!.Line()[..40]]);
        (await managed.ShouldVerifyAsync()).Notes.Count.ShouldBe(2);

        await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "next" }, default);
        var verdict = await managed.ShouldVerifyAsync();
        verdict.Head.Number.ShouldBe(4);
        verdict.Notes.Count.ShouldBe(2);
        verdict.Notes[0].ShouldContain("1 records of changes that were never committed");
        (await File.ReadAllLinesAsync(managed.AuditPath!)).Length.ShouldBe(6);
    }

    [Theory]
    [EveryStore]
    public async Task What_others_have_changed_comes_first(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithFileAsync(store, 2);
        var other = new Managed(store, managed.Ring, database: store.Open());
        for (var i = 0; i < 1_100; i += AuditTrail.Most)
        {
            await other.Audit.ChangeAsync(Managed.Cli, (_, trail) =>
            {
                for (var j = 0; j < AuditTrail.Most; j++)
                {
                    trail.Add("test.change", "test", $"{i + j}", null, new { Name = "x" });
                }

                return Task.FromResult(true);
            }, default);
        }

        await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "next" }, default);
        (await File.ReadAllLinesAsync(managed.AuditPath!)).Length.ShouldBe(2 + (3 * AuditTrail.Most) + 1);
        (await managed.ShouldVerifyAsync()).Notes.ShouldBeEmpty();
    }

    [Theory]
    [EveryStore]
    public async Task A_file_that_is_moved_away_is_followed_by_a_new_one(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithFileAsync(store, 3);
        File.Move(managed.AuditPath!, managed.AuditPath! + ".1");
        await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "next" }, default);
        await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "next" }, default);

        (await File.ReadAllLinesAsync(managed.AuditPath!)).Length.ShouldBe(2);
        (await managed.ShouldVerifyAsync()).Notes.ShouldBeEmpty();
        await using var both = new MemoryStream([.. await File.ReadAllBytesAsync(managed.AuditPath! + ".1"), .. await File.ReadAllBytesAsync(managed.AuditPath!)]);
        (await AuditVerifier.VerifyFileAsync(both, null, default)).Records.ShouldBe(5);
    }

    [Theory]
    [EveryStore]
    public async Task A_file_of_another_store_refuses_every_change(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithFileAsync(store, 2);
        await File.WriteAllBytesAsync(managed.AuditPath!, [.. Records.Chain(9).SelectMany(r => r.Line())]);

        (await Should.ThrowAsync<AuditUnavailableException>(() => managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "x" }, default)))
            .Message.ShouldContain("nothing in common");
        (await managed.RecordsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task However_long_a_line_is_memory_is_not()
    {
        var chain = Records.Chain(3);
        await using var input = new Repeated([.. chain[0].Line(), .. chain[1].Line()], 'x', 200L * 1024 * 1024, [(byte)'\n', .. chain[2].Line()]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var verdict = await AuditVerifier.VerifyFileAsync(input, null, default);

        verdict.Problem.ShouldBeNull();
        verdict.Records.ShouldBe(3);
        verdict.Notes.ShouldHaveSingleItem().ShouldContain("1 lines that are no records");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 * 1024 * 1024);
    }

    private static async Task<Managed> WithFileAsync(TestStore store, int changes)
    {
        var managed = new Managed(store, Rings.Random());
        managed.UseFile(Path.Combine(store.Folder, "audit.jsonl"));
        for (var i = 0; i < changes; i++)
        {
            // Each at its own moment, as changes by people are.
            await managed.Keys.CreateAsync(Managed.Admin with { RequestId = $"request-{i}" }, new KeyDraft { Name = $"key {i}" }, default);
        }

        return managed;
    }

    /// <summary>A long stream that is nowhere in memory.</summary>
    private sealed class Repeated(byte[] head, char filler, long times, byte[] tail) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => head.Length + times + tail.Length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, Length - _position);
            for (var i = 0; i < count; i++, _position++)
            {
                buffer[i] = _position < head.Length ? head[_position] : _position < head.Length + times ? (byte)filler : tail[_position - head.Length - times];
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
