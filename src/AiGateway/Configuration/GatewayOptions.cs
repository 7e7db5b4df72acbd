using System.Text.Json.Serialization;

namespace AiGateway.Configuration;

/// <summary>Everything under <c>Gateway</c>, checked as a whole and then immutable.</summary>
internal sealed record GatewayOptions
{
    /// <summary>The providers by name (case-insensitive): the operator's own and the ready-made ones whose key is in the environment.</summary>
    /// <value>Default: <c>mock</c> and whatever the environment has a key for.</value>
    public IReadOnlyDictionary<string, ProviderOptions> Providers { get; init; } =
        new Dictionary<string, ProviderOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The model names and patterns callers may ask for, by their effective name (case-sensitive).</summary>
    /// <value>Default: the usual families (<c>gpt-*</c>, <c>claude-*</c>, …) of the providers that exist.</value>
    public IReadOnlyDictionary<string, ModelOptions> Models { get; init; } = new Dictionary<string, ModelOptions>(StringComparer.Ordinal);

    /// <summary>The keys callers present to the gateway, by id.</summary>
    /// <value>Default: none, but for <c>AIGATEWAY_KEY</c> where the environment has it.</value>
    public IReadOnlyDictionary<string, VirtualKeyOptions> VirtualKeys { get; init; } =
        new Dictionary<string, VirtualKeyOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether <c>provider/model</c> may be asked for without an entry in <see cref="Models"/>.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool AllowDirectModels { get; init; } = true;

    /// <summary>The largest request body that is taken, in bytes; a larger one is answered with 413.</summary>
    /// <value>Default: 33554432 bytes (32 MiB). From 1 byte to 1073741824 bytes (1 GiB).</value>
    public long MaxRequestBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>Whether answers carry the gateway's own <c>x-aigateway-*</c> headers and <c>Server-Timing</c>.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool AnswerHeaders { get; init; } = true;

    /// <summary>What the gateway writes about itself and its requests.</summary>
    /// <value>Default: console text with one line a request.</value>
    public LogOptions Log { get; init; } = new();

    /// <summary>When a target that fails is left alone, and for how long.</summary>
    /// <value>Default: see <see cref="CooldownOptions"/>.</value>
    public CooldownOptions Cooldown { get; init; } = new();

    /// <summary>How many upstream calls may be repeats, all requests together.</summary>
    /// <value>Default: see <see cref="RetryBudgetOptions"/>.</value>
    public RetryBudgetOptions RetryBudget { get; init; } = new();

    /// <summary>Where keys, teams, users, provider secrets, admin tokens and the audit log are kept.</summary>
    /// <value>Default: SQLite in <c>data/aigateway.db</c>.</value>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>Redis's connection string, from <c>ConnectionStrings:Redis</c>: what one replica has changed is then known to all at once.</summary>
    /// <value>Default: none.</value>
    public Secret? Redis { get; init; }

    /// <summary>What all names in Redis begin with; gateways that share a Redis and nothing else need one each.</summary>
    /// <value>Default: <c>aigateway</c>.</value>
    public string RedisPrefix { get; init; } = "aigateway";

    /// <summary>The secrets that guard the others: master keys and peppers.</summary>
    /// <value>Default: a file beside the database, made at the first start.</value>
    public KeyMaterialOptions Secrets { get; init; } = new();

    /// <summary>The admin API.</summary>
    /// <value>Default: on <c>http://127.0.0.1:8081</c>.</value>
    public AdminOptions Admin { get; init; } = new();

    /// <summary>Where changes are put on record besides the store.</summary>
    /// <value>Default: nowhere else.</value>
    public AuditOptions Audit { get; init; } = new();

    /// <summary>The teams by id.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, TeamOptions> Teams { get; init; } = new Dictionary<string, TeamOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The issuers of tokens that let callers in besides virtual keys.</summary>
    /// <value>Default: none.</value>
    public JwtOptions Jwt { get; init; } = new();

    /// <summary>The networks, in CIDR notation, whose <c>X-Forwarded-For</c> is believed: those of the operator's own proxies.</summary>
    /// <value>Default: none; a caller's address is its socket's.</value>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>What was found doubtful but does not refuse the start, such as a secret written as a literal.</summary>
    /// <value>Default: empty. Not configurable.</value>
    [JsonIgnore]
    public IReadOnlyList<ConfigurationProblem> Warnings { get; init; } = [];
}
