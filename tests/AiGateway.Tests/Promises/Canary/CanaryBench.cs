using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Admin;
using AiGateway.Tests.Faults;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AiGateway.Tests.Promises.Canary;

/// <summary>A gateway with everything that may hold a secret, planted secrets, and ears at everything that comes out of it.</summary>
internal sealed class CanaryBench : IAsyncDisposable
{
    /// <summary>The number of a fault beside the catalogue's: the provider tells the key that it was asked with.</summary>
    public const int Telltale = -1;

    private static readonly Dialect[] Dialects = [Dialect.OpenAI, Dialect.Anthropic, Dialect.Gemini];
    private readonly Dictionary<Dialect, FakeProvider> _fakes = [];
    private readonly byte[] _masterKey = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _pepper = RandomNumberGenerator.GetBytes(32);
    private readonly string? _postgres;
    private readonly RedisServer _redis;
    private AdminGateway _admin = null!;

    private CanaryBench(RedisServer redis, string? postgres) => (_redis, _postgres) = (redis, postgres);

    /// <summary>What the process says of itself, and what it answers.</summary>
    public Sinks Sinks { get; } = new();

    /// <summary>A key to a provider, kept in the store.</summary>
    public string ProviderKey { get; } = "provider-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>What a caller asks.</summary>
    public string Prompt { get; } = "prompt " + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>A caller's key.</summary>
    public string VirtualKey { get; private set; } = "";

    /// <summary>The gateway.</summary>
    public TestGateway Gateway => _admin.Gateway;

    /// <summary>Starts it and plants the secrets.</summary>
    public static async Task<CanaryBench> StartAsync(string? postgres)
    {
        var bench = new CanaryBench(await RedisServer.StartAsync(), postgres);
        foreach (var dialect in Dialects)
        {
            var fake = await FakeProvider.StartAsync(dialect);
            fake.AcceptedKeys.Add(bench.ProviderKey);
            fake.By(request => Fault(dialect, request));
            fake.KeepsRequests = false;
            bench._fakes[dialect] = fake;
        }

        bench._admin = await AdminGateway.StartAsync(
            bench.Configuration(storeKeys: false),
            services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(bench.Sinks)),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["MASTER"] = Convert.ToBase64String(bench._masterKey),
                ["PEPPER"] = Convert.ToBase64String(bench._pepper),
            },
            postgres is null ? new { Redis = bench._redis.ConnectionString } : new { Redis = bench._redis.ConnectionString, Postgres = postgres });
        await bench.PlantAsync();
        return bench;
    }

    /// <summary>The planted secrets, in all their forms.</summary>
    public IReadOnlyList<Forms> Planted() =>
    [
        new("virtual key", VirtualKey.Split('-')[^1]),
        new("provider key", ProviderKey),
        new("prompt", Prompt),
        new("master key", Convert.ToBase64String(_masterKey), _masterKey),
        new("pepper", Convert.ToBase64String(_pepper), _pepper),
        new("admin token", _admin.Admin.Split('-')[^1]),
    ];

    /// <summary>Asks a model and takes what comes back into the sinks: headers always, the body where it is an error, since a good one is the caller's own.</summary>
    /// <param name="path">The path.</param>
    /// <param name="body">The body; null for a GET.</param>
    /// <param name="headers">The headers; the right key where null.</param>
    public async Task<HttpStatusCode> AskAsync(string path, string? body, (string Name, string Value)[]? headers = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers ?? [("Authorization", $"Bearer {VirtualKey}")])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Gateway.Client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Sinks.Take("headers", response.Headers.ToString());
        if (!response.IsSuccessStatusCode)
        {
            Sinks.Take("errors", answer);
        }

        return response.StatusCode;
    }

    /// <summary>Asks a fault's number of a model, as its fake then fails.</summary>
    public Task<HttpStatusCode> FailAsync(string model, int fault, bool stream) => AskAsync(
        "/v1/chat/completions",
        JsonSerializer.Serialize(new { model, stream, messages = new[] { new { role = "user", content = $"{Prompt} #{fault}#" } } }));

    /// <summary>Asks the admin API and takes the answer into the sinks.</summary>
    /// <param name="isShownOnce">Whether the answer is the one place where a key is shown.</param>
    public async Task<JsonElement> ManageAsync(string method, string path, object? body = null, bool isShownOnce = false, params (string Name, string Value)[] headers)
    {
        using var response = await _admin.SendRawAsync(method, path, _admin.Admin, body, headers);
        var text = await response.Content.ReadAsStringAsync();
        if (!isShownOnce)
        {
            Sinks.Take("admin", $"{method} {path.Split('?')[0]} {(int)response.StatusCode}\n{response.Headers}\n{text}");
        }

        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>What is kept outside the process: files, database, Redis.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> KeptAsync()
    {
        var kept = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Gateway.Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "appsettings.json"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            kept[Path.GetFileName(file)] = bytes;
        }

        var names = (await _redis.AskAsync("KEYS", "*")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        kept["redis"] = Encoding.UTF8.GetBytes(string.Join('\n', await Task.WhenAll(names.Select(async name => $"{name} {await _redis.AskAsync("GET", name)}"))));
        if (_postgres is not null)
        {
            kept["postgres"] = Encoding.UTF8.GetBytes(await DumpAsync(_postgres));
        }

        return kept;
    }

    public async ValueTask DisposeAsync()
    {
        await _admin.DisposeAsync();
        foreach (var fake in _fakes.Values)
        {
            await fake.DisposeAsync();
        }

        await _redis.DisposeAsync();
        Sinks.Dispose();
    }

    private static Answer? Fault(Dialect dialect, RecordedRequest request) => request.BodyText.Split('#') is [_, var number, ..] && int.TryParse(number, out var index)
        ? index == Telltale
            ? Fakes.Answers.Fault.Body(400, JsonSerializer.Serialize(new { error = new { message = $"Incorrect API key provided: {request.Key}.", type = "invalid_request_error" } }), "application/json")
            : FaultCatalogue.All.Values.ElementAt(index).Answer?.Invoke(new FaultCall(dialect, 1, 0))
        : null;

    private static async Task<string> DumpAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        var text = new StringBuilder();
        foreach (var table in await RowsAsync("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"))
        {
            foreach (var row in await RowsAsync($"SELECT t::text FROM \"{table}\" t"))
            {
                text.AppendLine(row);
            }
        }

        return text.ToString();

        async Task<List<string>> RowsAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
            {
                rows.Add(reader.GetString(0));
            }

            return rows;
        }
    }

    /// <summary>The secret goes into the store through the admin API, and the configuration then refers to it, as an operator would do it.</summary>
    private async Task PlantAsync()
    {
        var key = await ManageAsync("POST", "/admin/keys", new { name = "canary" }, isShownOnce: true);
        VirtualKey = key.GetProperty("text").GetString()!;
        await ManageAsync("PUT", "/admin/secrets/provider", new { value = ProviderKey });
        await File.WriteAllTextAsync(Gateway.ConfigFile, JsonSerializer.Serialize(new
        {
            Gateway = Configuration(storeKeys: true),
            ConnectionStrings = _postgres is null ? (object)new { Redis = _redis.ConnectionString } : new { Redis = _redis.ConnectionString, Postgres = _postgres },
        }));
        var version = Gateway.ConfigVersion;
        await ManageAsync("POST", "/admin/configuration/reload");
        await Eventually.BecomesTrueAsync(() => Gateway.ConfigVersion != version);
        for (var i = 0; i < 200 && await AskAsync("/v1/models", null) != HttpStatusCode.OK; i++)
        {
            await Task.Delay(50);
        }
    }

    private object Configuration(bool storeKeys) => new
    {
        Storage = new { Timeout = "20s" },
        Audit = new { File = "audit.jsonl" },
        Secrets = new { MasterKeys = new { m = "env:MASTER" }, Peppers = new { p = "env:PEPPER" } },
        Cooldown = new { Rest = "0s", KeyRest = "1ms" },
        Providers = _fakes.ToDictionary(fake => fake.Key.ToString(), fake => (object)new
        {
            Type = fake.Key.ToString(),
            BaseUrl = fake.Value.BaseUrl.AbsoluteUri,
            ApiKeys = new[] { storeKeys ? "store:provider" : fake.Value.Key },
            AllowPrivateNetwork = true,
        }),
        Models = _fakes.Keys.SelectMany(dialect => new[] { "Live", "Held", "Atomic" }.Select(mode => (dialect, mode))).ToDictionary(
            model => $"{model.dialect}-{model.mode}",
            model => (object)new
            {
                Targets = new[] { $"{model.dialect}/{Failover.Target.ModelOf(model.dialect)}" },
                Stream = model.mode,
                MaxRetries = 0,
                RetryAfterCap = "10ms",
                Timeouts = new { Connect = "1s", FirstToken = "1s", Idle = "500ms", Answer = "1s", Total = "20s" },
            }),
    };
}
