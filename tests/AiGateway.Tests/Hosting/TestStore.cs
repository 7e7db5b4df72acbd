using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Tests.Hosting;

/// <summary>A migrated store of a test's own: an SQLite file in a folder of its own, or a fresh database of a PostgreSQL server.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);
    private readonly string _folder;
    private readonly List<Database> _opened = [];
    private bool _isOwnFolder = true;

    private TestStore(StorageOptions options, string folder, TimeProvider time)
    {
        (Options, _folder, Time) = (options, folder, time);
        Database = Open();
    }

    /// <summary>The store.</summary>
    public Database Database { get; }

    /// <summary>Where it is.</summary>
    public StorageOptions Options { get; }

    /// <summary>Its clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The folder of the test's own.</summary>
    public string Folder => _folder;

    /// <summary>The SQLite file.</summary>
    public string File => Path.Combine(_folder, Options.Sqlite);

    /// <summary>Makes one in SQLite.</summary>
    public static async Task<TestStore> SqliteAsync(TimeProvider? time = null, TimeSpan? timeout = null, bool migrate = true) =>
        await MigratedAsync(new StorageOptions { Timeout = timeout ?? Patient }, time, migrate);

    /// <summary>Makes one in SQLite, in a folder that is there already and stays.</summary>
    public static async Task<TestStore> SqliteAsync(string folder)
    {
        var store = new TestStore(new StorageOptions { Timeout = Patient }, folder, TimeProvider.System) { _isOwnFolder = false };
        await store.Database.MigrateAsync(CancellationToken.None);
        return store;
    }

    /// <summary>Makes one in PostgreSQL: a fresh database of that server.</summary>
    public static async Task<TestStore> PostgresAsync(PostgresServer server, TimeProvider? time = null, TimeSpan? timeout = null, bool migrate = true) =>
        await MigratedAsync(new StorageOptions { Timeout = timeout ?? Patient, Postgres = new Secret(await server.CreateDatabaseAsync()) }, time, migrate);

    /// <summary>Makes one of either kind.</summary>
    public static Task<TestStore> CreateAsync(StoreKind kind, PostgresServer server, TimeProvider? time = null, TimeSpan? timeout = null, bool migrate = true) =>
        kind == StoreKind.Sqlite ? SqliteAsync(time, timeout, migrate) : PostgresAsync(server, time, timeout, migrate);

    /// <summary>One that another process has made, and takes away.</summary>
    public static TestStore Existing(string folder, Secret? postgres) =>
        new(new StorageOptions { Timeout = Patient, Postgres = postgres }, folder, TimeProvider.System) { _isOwnFolder = false };

    /// <summary>Reads.</summary>
    public Task ReadAsync(Func<StoreSession, Task> read) => Database.ReadAsync(
        async store =>
        {
            await read(store);
            return true;
        },
        CancellationToken.None);

    /// <summary>Changes.</summary>
    public Task ChangeAsync(Func<StoreSession, Task> change) => Database.ChangeAsync(
        async store =>
        {
            await change(store);
            return true;
        },
        CancellationToken.None);

    /// <summary>Another object on the same store, as another replica or process has it; it ends with this one.</summary>
    public Database Open(TimeSpan? timeout = null)
    {
        var database = Database.Create(timeout is { } own ? Options with { Timeout = own } : Options, _folder, Time);
        _opened.Add(database);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
        {
            await database.DisposeAsync();
        }

        if (_isOwnFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task<TestStore> MigratedAsync(StorageOptions options, TimeProvider? time, bool migrate)
    {
        var store = new TestStore(options, Directory.CreateTempSubdirectory("aigateway-store-").FullName, time ?? TimeProvider.System);
        if (migrate)
        {
            await store.Database.MigrateAsync(CancellationToken.None);
        }

        return store;
    }
}
