using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Fakes;
using AiGateway.Management;
using AiGateway.Secrets;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Secrets;

/// <summary>A store in a folder of its own, and gateways on it whose master keys and peppers are known.</summary>
internal sealed class SecretBench : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aigateway-secrets-");

    private SecretBench()
    {
    }

    /// <summary>The environment of the gateways: <c>OLD</c>, <c>NEW</c> and <c>PEPPER</c> hold random keys.</summary>
    public Dictionary<string, string> Variables { get; } = new[] { "OLD", "NEW", "PEPPER" }.ToDictionary(name => name, _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyRing.KeyLength)));

    /// <summary>Makes one, whose folder goes with it.</summary>
    public static SecretBench Create() => new();

    /// <summary>The database.</summary>
    public string DatabaseFile => Path.Combine(_folder.FullName, "data", "gateway.db");

    /// <summary>The key file beside it, where one is made.</summary>
    public string KeyFile => Path.Combine(_folder.FullName, "data", KeyRingFile.DefaultName);

    /// <summary>The ring of gateways that have <see cref="OldOnly"/>.</summary>
    public KeyRing OldRing => Ring(("a", "OLD"));

    /// <summary>The first master key alone.</summary>
    public static object OldOnly => Section(new { a = "env:OLD" }, "a");

    /// <summary>Both, of which the first encrypts.</summary>
    public static object BothOld => Section(new { a = "env:OLD", b = "env:NEW" }, "a");

    /// <summary>Both, of which the second encrypts.</summary>
    public static object BothNew => Section(new { a = "env:OLD", b = "env:NEW" }, "b");

    /// <summary>The second alone.</summary>
    public static object NewOnly => Section(new { b = "env:NEW" }, "b");

    /// <summary>The key that callers use: one of the configuration, which works without the store.</summary>
    public const string CallersKey = "kG7vQ2xW9pLs4TzR8mYb-caller";

    /// <summary>Starts a gateway; its client has the callers' key.</summary>
    public async Task<TestGateway> StartAsync(object configuration)
    {
        var gateway = await TestGateway.StartAsync(configuration, Variables);
        gateway.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", CallersKey);
        return gateway;
    }

    /// <summary>A configuration with the bench's store.</summary>
    /// <param name="providers">The providers.</param>
    /// <param name="secrets">The section <c>Secrets</c>; null for none, and then there is a key file.</param>
    /// <param name="models">The models.</param>
    public object Configuration(object providers, object? secrets, object? models = null)
    {
        var gateway = new Dictionary<string, object>
        {
            ["Storage"] = new { Sqlite = DatabaseFile, Poll = "100ms", Timeout = "5s" },
            ["Admin"] = new { Enabled = false },
            ["Providers"] = providers,
            ["Models"] = models ?? new { },
            ["VirtualKeys"] = new { caller = CallersKey },
        };
        if (secrets is not null)
        {
            gateway["Secrets"] = secrets;
        }

        return new { Gateway = gateway };
    }

    /// <summary>A provider's entry with the given keys.</summary>
    public static object Provider(FakeProvider provider, params string[] keys) =>
        new { Type = provider.Dialect.ToString(), BaseUrl = provider.BaseUrl.AbsoluteUri, ApiKeys = keys, AllowPrivateNetwork = true };

    /// <summary>Puts secrets into the store before there is a gateway.</summary>
    public async Task PutAsync(KeyRing ring, params (string Name, string Value)[] secrets)
    {
        await using var database = Open();
        await database.MigrateAsync(CancellationToken.None);
        await database.ChangeAsync(
            async session =>
            {
                foreach (var (name, value) in secrets)
                {
                    var (id, box) = ring.Seal(name, value);
                    await session.Secrets.InsertAsync(new StoredSecret { Name = name, MasterKeyId = id, Box = box });
                }

                return true;
            },
            CancellationToken.None);
    }

    /// <summary>All that is stored.</summary>
    public async Task<IReadOnlyList<StoredSecret>> SecretsAsync()
    {
        await using var database = Open();
        return await database.ReadAsync(session => session.Secrets.LoadAsync(), CancellationToken.None);
    }

    /// <summary>Gives a stored secret a value, as an administrator does.</summary>
    public static Task SetAsync(TestGateway gateway, string name, string value) =>
        gateway.Services.GetRequiredService<SecretManagement>().SetAsync(Actor.System, name, value, note: null, version: null, CancellationToken.None);

    /// <summary>Changes a gateway's configuration and waits until that is in force.</summary>
    public static async Task UseAsync(TestGateway gateway, object configuration)
    {
        var old = gateway.ConfigVersion;
        await WriteAsync(gateway, configuration);
        await Eventually.BecomesTrueAsync(() => gateway.ConfigVersion != old, 60);
    }

    /// <summary>Changes a gateway's configuration file.</summary>
    public static async Task WriteAsync(TestGateway gateway, object configuration)
    {
        var next = Path.Combine(gateway.Folder, "next.json");
        await File.WriteAllTextAsync(next, JsonSerializer.Serialize(configuration));
        File.Move(next, gateway.ConfigFile, overwrite: true);
    }

    /// <summary>Takes the database away, so that nobody can open it.</summary>
    public void TakeDown()
    {
        SqliteConnection.ClearAllPools();
        if (File.Exists(DatabaseFile))
        {
            File.Move(DatabaseFile, DatabaseFile + ".away");
        }

        Directory.CreateDirectory(DatabaseFile);
        SqliteConnection.ClearAllPools();
    }

    /// <summary>Puts the database back.</summary>
    public void PutBack()
    {
        Directory.Delete(DatabaseFile);
        File.Move(DatabaseFile + ".away", DatabaseFile);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static object Section(object masterKeys, string current) => new { MasterKeys = masterKeys, MasterKey = current, Peppers = new { p = "env:PEPPER" } };

    private Database Open() => Database.Create(new StorageOptions { Sqlite = DatabaseFile, Timeout = TimeSpan.FromSeconds(20) }, _folder.FullName, TimeProvider.System);

    private KeyRing Ring(params (string Id, string Variable)[] masterKeys) => KeyMaterial.ToRing(new KeyMaterialOptions
    {
        MasterKeys = masterKeys.ToDictionary(key => key.Id, key => new Secret(Variables[key.Variable])),
        MasterKey = masterKeys[0].Id,
        Peppers = new Dictionary<string, Secret> { ["p"] = new(Variables["PEPPER"]) },
    })!;
}
