using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AiGateway.Configuration;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using Npgsql;

namespace AiGateway.Tests.Storage;

/// <summary>A server that goes away, never was there, or lets nobody in.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private PostgresServer _server = null!;

    public async Task InitializeAsync() => _server = await PostgresServer.OwnAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_server_that_is_killed_is_unavailable_until_it_is_back()
    {
        await using var store = await TestStore.PostgresAsync(_server);
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));
        // Several connections lie in the pool when it happens, and one is in use.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => store.ReadAsync(tables => tables.Keys.CountAsync())));
        await Should.ThrowAsync<StoreUnavailableException>(store.ChangeAsync(async tables =>
        {
            await tables.Keys.InsertAsync(Items.Key("k2"));
            await _server.StopAsync();
            await tables.Keys.InsertAsync(Items.Key("k3"));
        }));

        await Should.ThrowAsync<StoreUnavailableException>(store.ReadAsync(tables => tables.Keys.CountAsync()));
        await Should.ThrowAsync<StoreUnavailableException>(store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k4"))));

        await _server.StartAsync();
        await store.ReadAsync(async tables => (await tables.Keys.CountAsync()).ShouldBe(1));
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k5")));
    }

    [Fact]
    public async Task A_server_that_was_restarted_between_two_calls_is_not_noticed()
    {
        await using var store = await TestStore.PostgresAsync(_server);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => store.ReadAsync(tables => tables.Keys.CountAsync())));

        await _server.StopAsync();
        await _server.StartAsync();

        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));
        await store.ReadAsync(async tables => (await tables.Keys.CountAsync()).ShouldBe(1));
    }

    [Fact]
    public async Task A_server_that_takes_the_connection_and_says_nothing_is_given_up_in_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var database = Open($"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Username=gateway;Database=gateway", TimeSpan.FromMilliseconds(500));

        var watch = Stopwatch.StartNew();
        await Should.ThrowAsync<StoreUnavailableException>(database.ReadAsync(tables => tables.Keys.CountAsync(), CancellationToken.None));
        await Should.ThrowAsync<StoreUnavailableException>(database.MigrateAsync(CancellationToken.None));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_statement_that_does_not_end_is_given_up_in_time()
    {
        await using var store = await TestStore.PostgresAsync(_server);
        var impatient = store.Open(TimeSpan.FromMilliseconds(500));
        await impatient.ReadAsync(tables => tables.Keys.CountAsync(), CancellationToken.None);
        await using var blocking = await RawStore.OpenAsync(store);
        await using var block = blocking.CreateCommand();
        block.CommandText = "BEGIN; LOCK TABLE virtual_keys IN ACCESS EXCLUSIVE MODE";
        await block.ExecuteNonQueryAsync();

        var watch = Stopwatch.StartNew();
        await Should.ThrowAsync<StoreUnavailableException>(impatient.ReadAsync(tables => tables.Keys.CountAsync(), CancellationToken.None));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        block.CommandText = "ROLLBACK";
        await block.ExecuteNonQueryAsync();
        (await impatient.ReadAsync(tables => tables.Keys.CountAsync(), CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task A_wrong_password_is_unavailable_and_is_not_repeated()
    {
        await using var store = await TestStore.PostgresAsync(_server);
        await RawStore.ExecuteAsync(store, $"CREATE ROLE {PostgresServer.Locked} LOGIN PASSWORD 'right-7Qx'");
        var text = new NpgsqlConnectionStringBuilder(store.Options.Postgres!.Reveal()) { Username = PostgresServer.Locked, Password = "wrong-9Zk" };
        await using var wrong = Open(text.ConnectionString, TimeSpan.FromSeconds(20));

        var failure = await Should.ThrowAsync<StoreUnavailableException>(wrong.MigrateAsync(CancellationToken.None));

        failure.ToString().ShouldContain("password authentication failed");
        failure.ToString().ShouldNotContain("wrong-9Zk");
        text.Password = "right-7Qx";
        await using var right = Open(text.ConnectionString, TimeSpan.FromSeconds(20));
        (await Should.ThrowAsync<StoreUnavailableException>(right.ReadAsync(tables => tables.Keys.CountAsync(), CancellationToken.None))).Message.ShouldContain("permission denied");
    }

    [Fact]
    public async Task A_replica_that_stands_still_within_a_change_does_not_hold_up_the_others_for_good()
    {
        await using var store = await TestStore.PostgresAsync(_server);
        await using var frozen = (NpgsqlConnection)await RawStore.OpenAsync(store);
        await using var transaction = await PostgresTransactionScope.BeginAsync(frozen, isChange: true, TimeSpan.FromMilliseconds(100), CancellationToken.None);

        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));

        await Should.ThrowAsync<Exception>(transaction.CommitAsync(CancellationToken.None));
    }

    private static Database Open(string connection, TimeSpan timeout) =>
        Database.Create(new StorageOptions { Postgres = new Secret(connection), Timeout = timeout }, Path.GetTempPath(), TimeProvider.System);
}
