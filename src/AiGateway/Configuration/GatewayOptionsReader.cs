using AiGateway.Configuration.Reading;
using AiGateway.Secrets;

namespace AiGateway.Configuration;

/// <summary>Reads the section <c>Gateway</c> as a whole: every problem at once, each with its path, or options in which all is well.</summary>
/// <remarks>Binding by .NET's own binder would drop unknown fields, hidden short forms and mixed-up arrays without a word.</remarks>
internal sealed class GatewayOptionsReader(ReaderEnvironment environment)
{
    /// <summary>The section that is read.</summary>
    public const string SectionName = "Gateway";

    private const string ConnectionStrings = nameof(ConnectionStrings);

    /// <summary>Reads a configuration; never throws for what an operator wrote.</summary>
    public ReadResult Read(IConfiguration configuration) => Read(ConfigNode.Read(SourceNames.Providers(configuration)));

    /// <summary>Reads a configuration whose sources have been taken apart already.</summary>
    public ReadResult Read(ConfigNode root)
    {
        var problems = new ProblemList();
        RootCheck.Run(root, problems);
        var options = Read(Section(root, problems), new ObjectReader(root[ConnectionStrings] ?? ConfigNode.Missing(ConnectionStrings), problems), problems);
        return problems.Errors.Count == 0
            ? new ReadResult(options with { Warnings = problems.Warnings }, [])
            : new ReadResult(null, problems.Errors);
    }

    private static ObjectReader Section(ConfigNode root, ProblemList problems)
    {
        var node = root[SectionName] ?? ConfigNode.Missing(SectionName);
        if (node.ValueSources.Count > 0)
        {
            // An environment variable that happens to be called GATEWAY is no reason to refuse.
            problems.Warn(SectionName, $"The single value of this name (in {string.Join(" and ", node.ValueSources)}) is not read; the gateway reads the object.");
        }

        return new ObjectReader(node, problems);
    }

    private GatewayOptions Read(ObjectReader reader, ObjectReader connections, ProblemList problems)
    {
        var defaults = new GatewayOptions();
        var secrets = new SecretReader(environment, problems);
        var storage = new StorageReader(environment, secrets).Read(reader.Object(nameof(GatewayOptions.Storage)), connections);
        var material = KeyMaterial(reader.Object(nameof(GatewayOptions.Secrets)), storage, secrets, problems, out var stored, out var peppers);

        var providers = new ProviderTable(environment, problems);
        providers.Read(reader.Map(nameof(GatewayOptions.Providers)), new ProviderReader(environment, secrets, stored, problems));

        var models = new ModelTable(environment, providers, problems);
        models.Read(reader.Map(nameof(GatewayOptions.Models)));

        var allowDirect = reader.Bool(nameof(GatewayOptions.AllowDirectModels), defaults.AllowDirectModels);
        var known = new KnownModels(models.Patterns, allowDirect ? providers.Names : [], problems);
        var teams = new TeamTable(new TeamReader(problems));
        teams.Read(reader.Map(nameof(GatewayOptions.Teams)));
        teams.CheckModels(known);

        var keys = new VirtualKeyTable(environment, new VirtualKeyReader(environment, secrets, problems), problems);
        keys.Read(reader.Map(nameof(GatewayOptions.VirtualKeys)));
        models.CheckCallers(keys.Ids, teams.Ids, storage.Enabled);
        keys.CheckModels(known);
        keys.CheckTeams(teams, storage.Enabled);
        if (peppers is not null)
        {
            keys.CheckPeppers(peppers.HasPepper, peppers.PepperIds);
        }

        var options = new GatewayOptions
        {
            Providers = providers.Build(),
            Models = models.Build(),
            VirtualKeys = keys.Build(),
            Teams = teams.Build(),
            AllowDirectModels = allowDirect,
            MaxRequestBytes = reader.Number(nameof(GatewayOptions.MaxRequestBytes), defaults.MaxRequestBytes, 1, 1024L * 1024 * 1024),
            AnswerHeaders = reader.Bool(nameof(GatewayOptions.AnswerHeaders), defaults.AnswerHeaders),
            Log = Log(reader.Object(nameof(GatewayOptions.Log))),
            Cooldown = CooldownReader.Read(reader.Object(nameof(GatewayOptions.Cooldown))),
            RetryBudget = RetryBudgetReader.Read(reader.Object(nameof(GatewayOptions.RetryBudget))),
            Jwt = new JwtReader(problems).Read(reader.Object(nameof(GatewayOptions.Jwt))),
            TrustedProxies = TextLists.Read(reader.List(nameof(GatewayOptions.TrustedProxies)), problems, StringComparer.OrdinalIgnoreCase, static text => Networks.TryRead(text, out _)),
            Storage = storage,
            Redis = new RedisReader(environment, secrets).Connection(connections),
            RedisPrefix = RedisReader.Prefix(reader),
            Secrets = material,
            Admin = AdminReader.Read(reader.Object(nameof(GatewayOptions.Admin)), storage),
            Audit = AuditReader.Read(reader.Object(nameof(GatewayOptions.Audit)), environment.BaseDirectory, storage.Enabled),
        };
        reader.RefuseUnknown();
        return options;
    }

    /// <summary>Reads the key material, holds it against the store, and opens the way to what that holds.</summary>
    /// <remarks>The peppers are null where they are not known: the section has errors, or the key file was not made.</remarks>
    private KeyMaterialOptions KeyMaterial(
        ObjectReader reader, StorageOptions storage, SecretReader secrets, ProblemList problems, out StoredSecretReader stored, out KeyRing? peppers)
    {
        // A store that is not configured soundly is not asked: it might be another one.
        var errors = problems.Errors.Count;
        var look = storage.Enabled && errors == 0 ? environment.Stored?.Look(storage) : null;
        var material = new KeyMaterialReader(environment, secrets, problems).Read(reader, storage, look);
        var ring = problems.Errors.Count == errors ? Secrets.KeyMaterial.ToRing(material) : null;
        var isAll = problems.Errors.Count == errors && (!storage.Enabled || environment.Stored is not null);
        peppers = ring ?? (isAll ? KeyRing.Empty : null);
        look = look?.Without(material.Lost);
        if (look is not null && problems.Errors.Count == errors)
        {
            foreach (var problem in KeyRingCheck.Run(reader.Path, look, ring, material.Lost))
            {
                problems.Add(problem.Path, problem.Message);
            }
        }

        stored = new StoredSecretReader(environment.Stored, storage, look, ring, problems);
        return material;
    }

    private static LogOptions Log(ObjectReader reader)
    {
        var defaults = new LogOptions();
        var options = new LogOptions
        {
            Format = reader.Choice<LogFormat>(nameof(LogOptions.Format)) ?? defaults.Format,
            Requests = reader.Bool(nameof(LogOptions.Requests), defaults.Requests),
        };
        reader.RefuseUnknown();
        return options;
    }
}
