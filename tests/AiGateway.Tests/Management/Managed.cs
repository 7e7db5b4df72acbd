using System.Diagnostics.CodeAnalysis;
using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Configuration.Reading;
using AiGateway.Configuration.Reloading;
using AiGateway.Exchanges;
using AiGateway.Management;
using AiGateway.Providers;
using AiGateway.Secrets;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Secrets;
using Microsoft.Extensions.Configuration;

namespace AiGateway.Tests.Management;

/// <summary>All that manages a store, as one replica has it.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It holds nothing but memory.")]
internal sealed class Managed : IChangeNotice
{
    private readonly AcceptedConfiguration _accepted = new();

    /// <summary>Puts it together.</summary>
    public Managed(TestStore store, KeyRing? ring = null, GatewayOptions? options = null, Database? database = null)
    {
        Store = store;
        Ring = ring ?? Rings.Random();
        Config = new SnapshotStore<GatewayConfig>(Snapshot(options ?? new GatewayOptions(), Ring), "1", store.Time.GetUtcNow());
        database ??= store.Database;
        File = new AuditFile(store.Time);
        Audit = new AuditLog(database, Config, File, this, store.Time);
        Keys = new KeyManagement(database, Audit, Config, new SurfaceTable(), store.Time);
        Teams = new TeamManagement(database, Audit, Config, store.Time);
        Users = new UserManagement(database, Audit, Config, store.Time);
        Secrets = new SecretManagement(database, Audit, Config, new SecretReferences(_accepted), store.Time);
        Tokens = new AdminTokenManagement(database, Audit, Config, store.Time);
    }

    public static Actor Admin { get; } = new("token:admin1", AdminRole.Admin, "127.0.0.1", "request-1");

    public static Actor Operator { get; } = new("token:operator1", AdminRole.Operator, "127.0.0.1", "request-2");

    public static Actor Viewer { get; } = new("token:viewer1", AdminRole.Viewer, "127.0.0.1", "request-3");

    public static Actor Cli { get; } = new("cli:ada", null, "workstation", null);

    public TestStore Store { get; }

    public KeyRing Ring { get; private set; }

    public SnapshotStore<GatewayConfig> Config { get; }

    public AuditFile File { get; }

    public AuditLog Audit { get; }

    public KeyManagement Keys { get; }

    public TeamManagement Teams { get; }

    public UserManagement Users { get; }

    public SecretManagement Secrets { get; }

    public AdminTokenManagement Tokens { get; }

    /// <summary>How often others were told of a change.</summary>
    public int Notices { get; private set; }

    /// <summary>Is called after each change.</summary>
    public Action OnChanged { get; init; } = static () => { };

    public void Changed()
    {
        Notices++;
        OnChanged();
    }

    /// <summary>The audit file; null for none.</summary>
    public string? AuditPath => Config.Current.Options.Audit.File;

    /// <summary>Puts another audit file in force, or none.</summary>
    public void UseFile(string? path) => Reload(Config.Current.Options with { Audit = new AuditOptions { File = path } });

    /// <summary>Puts other options, or another ring, in force.</summary>
    public void Reload(GatewayOptions? options = null, KeyRing? ring = null)
    {
        Ring = ring ?? Ring;
        Config.Replace(Snapshot(options ?? Config.Current.Options, Ring), "2", Store.Time.GetUtcNow());
    }

    /// <summary>Makes the configuration in force refer to something.</summary>
    public void Configure(string path, string value) => _accepted.Replace(ConfigNode.Read(SourceNames.Providers(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { [path] = value }).Build())));

    /// <summary>Every record of the store.</summary>
    public Task<IReadOnlyList<AuditRecord>> RecordsAsync() => Store.Database.ReadAsync(session => session.Audit.ReadFromAsync(1, 10_000), CancellationToken.None);

    /// <summary>Checks that the log is sound, and gives the verdict.</summary>
    public async Task<AuditVerdict> ShouldVerifyAsync()
    {
        var verdict = await Audit.VerifyAsync(CancellationToken.None);
        verdict.Problem.ShouldBeNull();
        return verdict;
    }

    /// <summary>Checks that something is refused for a reason, and gives the refusal.</summary>
    public static async Task<ManagementException> ShouldRefuseAsync(ManagementErrorKind kind, Func<Task> ask, string? field = null)
    {
        var refusal = await Should.ThrowAsync<ManagementException>(ask);
        refusal.Kind.ShouldBe(kind, refusal.Message);
        if (field is not null)
        {
            refusal.Field.ShouldBe(field, refusal.Message);
        }

        return refusal;
    }

    private static GatewayConfig Snapshot(GatewayOptions options, KeyRing ring) => new(
        options,
        "1",
        new ModelIndex([], new Dictionary<string, Pool>(StringComparer.Ordinal)),
        new Dictionary<string, ProviderEntry>(StringComparer.OrdinalIgnoreCase),
        new AiGateway.Authentication.VirtualKeyIndex(options, ring))
    {
        KeyRing = ring,
    };
}
