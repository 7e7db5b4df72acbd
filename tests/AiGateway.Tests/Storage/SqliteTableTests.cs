using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Storage;

/// <summary>What goes into a table comes out of it.</summary>
public sealed class SqliteTableTests : IAsyncLifetime
{
    private TestStore _store = null!;

    private Database Database => _store.Database;

    public async Task InitializeAsync() => _store = await TestStore.SqliteAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Everything_that_is_kept_comes_back_as_it_was()
    {
        await ChangeAsync(async store =>
        {
            await store.Keys.InsertAsync(Items.Key("k1"));
            await store.Keys.InsertAsync(Items.BareKey("k2"));
            await store.Teams.InsertAsync(Items.Team("web"));
            await store.Users.InsertAsync(Items.User("ada"));
            await store.Secrets.InsertAsync(Items.Secret("openai"));
            await store.Tokens.InsertAsync(Items.Token("t1"));
            await store.Audit.AppendAsync(Items.Record(1));
        });

        await ReadAsync(async store =>
        {
            (await store.Keys.FindAsync("k1")).ShouldBeLike(Items.Key("k1"));
            (await store.Keys.FindAsync("k2")).ShouldBeLike(Items.BareKey("k2"));
            (await store.Teams.FindAsync("web")).ShouldBeLike(Items.Team("web"));
            (await store.Users.FindAsync("ada")).ShouldBeLike(Items.User("ada"));
            (await store.Secrets.FindAsync("openai")).ShouldBeLike(Items.Secret("openai"));
            (await store.Tokens.FindAsync("t1")).ShouldBeLike(Items.Token("t1"));
            (await store.Audit.LastAsync()).ShouldBeLike(Items.Record(1));
            (await store.Audit.ChangesSinceAsync(0, 10)).ShouldBe([new StoreChange(1, "key", "k1")]);
            (await store.Audit.AnchorAsync()).ShouldBeNull();
        });
    }

    [Fact]
    public async Task A_change_counts_only_for_the_version_it_was_made_of()
    {
        await ChangeAsync(store => store.Keys.InsertAsync(Items.Key("k1")));
        var changed = Items.Key("k1") with { Name = "new", Team = null, PreviousDigest = null };

        await ChangeAsync(async store =>
        {
            (await store.Keys.UpdateAsync(changed)).ShouldBeTrue();
            (await store.Keys.UpdateAsync(changed)).ShouldBeFalse();
            (await store.Keys.DeleteAsync("k1", 1)).ShouldBeFalse();
        });
        await ReadAsync(async store => (await store.Keys.FindAsync("k1")).ShouldBeLike(changed with { Version = 2 }));
        await ChangeAsync(async store => (await store.Keys.DeleteAsync("k1", 2)).ShouldBeTrue());
        await ReadAsync(async store => (await store.Keys.CountAsync()).ShouldBe(0));
    }

    private Task ReadAsync(Func<StoreSession, Task> read) => Database.ReadAsync(async store => { await read(store); return true; }, CancellationToken.None);

    private Task ChangeAsync(Func<StoreSession, Task> change) => Database.ChangeAsync(async store => { await change(store); return true; }, CancellationToken.None);
}
