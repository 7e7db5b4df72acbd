using System.Runtime.Versioning;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Storage;

/// <summary>What can be wrong with a file.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SqliteFileTests
{
    [Fact]
    public async Task The_file_and_its_folder_are_the_owners_alone()
    {
        await using var store = await TestStore.SqliteAsync();
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));

        File.GetUnixFileMode(Path.GetDirectoryName(store.File)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var files = Directory.GetFiles(Path.GetDirectoryName(store.File)!);
        files.Select(Path.GetFileName).ShouldContain("aigateway.db-wal");
        files.ShouldAllBe(file => File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task A_folder_that_was_there_is_left_as_it_was()
    {
        const UnixFileMode Open = (UnixFileMode)0b111_101_101;
        await using var store = await TestStore.SqliteAsync(migrate: false);
        var folder = Path.GetDirectoryName(store.File)!;
        Directory.CreateDirectory(folder, Open);

        await store.Database.MigrateAsync(CancellationToken.None);

        File.GetUnixFileMode(folder).ShouldBe(Open);
        File.GetUnixFileMode(store.File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_store_that_may_not_be_written_is_not_changed()
    {
        await using var disk = await TinyDisk.CreateAsync();
        await using var store = await disk.StoreAsync();
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));

        await disk.MakeReadOnlyAsync();

        (await Should.ThrowAsync<StoreUnavailableException>(store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k2"))))).Message.ShouldMatch("may not be written|cannot be opened");
        await disk.MakeWritableAsync();
        await store.ReadAsync(async tables => (await tables.Keys.CountAsync()).ShouldBe(1));
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k2")));
    }

    [Fact]
    public async Task A_full_disk_refuses_changes_and_loses_nothing()
    {
        await using var disk = await TinyDisk.CreateAsync();
        await using var store = await disk.StoreAsync();
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));

        var kept = 1;
        var failure = await Should.ThrowAsync<StoreUnavailableException>(async () =>
        {
            for (; kept < 10_000; kept++)
            {
                await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key($"{kept}") with { Name = new string('x', 4_000) }));
            }
        });

        failure.Message.ShouldMatch("disk is full|disk I/O");
        await store.ReadAsync(async tables =>
        {
            (await tables.Keys.CountAsync()).ShouldBe(kept);
            (await tables.Keys.FindAsync("k1")).ShouldBeLike(Items.Key("k1"));
        });
        (await RawStore.NumberAsync(store, "SELECT count(*) FROM virtual_keys")).ShouldBe(kept);
        kept.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("This is no database, but it is long enough to look at: it goes on and on and on, well beyond the hundred bytes of a header.")]
    [InlineData("SQLite format 3\0 but what follows makes no sense at all, as if somebody had written over the rest of the file by mistake, page by page.")]
    public async Task A_file_that_is_something_else_is_said_to_be_and_left_alone(string content)
    {
        await using var store = await TestStore.SqliteAsync(migrate: false);
        Directory.CreateDirectory(Path.GetDirectoryName(store.File)!);
        await File.WriteAllTextAsync(store.File, content);

        (await Should.ThrowAsync<StoreUnavailableException>(store.Database.MigrateAsync(CancellationToken.None))).Message.ShouldContain("is unavailable");

        (await File.ReadAllTextAsync(store.File)).ShouldBe(content);
    }

    [Fact]
    public async Task A_damaged_file_is_unavailable_and_works_again_once_it_is_restored()
    {
        await using var store = await TestStore.SqliteAsync();
        await store.ChangeAsync(async tables =>
        {
            for (var i = 0; i < 300; i++)
            {
                await tables.Keys.InsertAsync(Items.Key($"k{i}"));
            }
        });
        var copy = Path.Combine(store.Folder, "copy.db");
        await store.Database.BackupAsync(copy, CancellationToken.None);
        await store.Database.DisposeAsync();
        await using (var file = File.OpenWrite(store.File))
        {
            file.Position = 4096;
            await file.WriteAsync(new byte[file.Length - 4096]);
        }

        var replica = store.Open();
        await Should.ThrowAsync<StoreUnavailableException>(replica.ReadAsync(tables => tables.Keys.LoadAsync(1_000), CancellationToken.None));

        File.Move(copy, store.File, overwrite: true);
        await replica.MigrateAsync(CancellationToken.None);
        (await replica.ReadAsync(tables => tables.Keys.LoadAsync(1_000), CancellationToken.None)).Count.ShouldBe(300);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_made_by_asking()
    {
        await using var store = await TestStore.SqliteAsync(migrate: false);

        await Should.ThrowAsync<StoreUnavailableException>(store.ReadAsync(tables => tables.Keys.CountAsync()));

        File.Exists(store.File).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_unavailable()
    {
        await using var store = await TestStore.SqliteAsync(migrate: false);
        await File.WriteAllTextAsync(Path.GetDirectoryName(store.File)!, "a file in the way");

        await Should.ThrowAsync<StoreUnavailableException>(store.Database.MigrateAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_was_committed_is_there_for_the_next_process()
    {
        await using var store = await TestStore.SqliteAsync();
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));

        await store.Database.DisposeAsync();

        var next = store.Open();
        await next.MigrateAsync(CancellationToken.None);
        (await next.ReadAsync(tables => tables.Keys.FindAsync("k1"), CancellationToken.None)).ShouldBeLike(Items.Key("k1"));
    }
}
