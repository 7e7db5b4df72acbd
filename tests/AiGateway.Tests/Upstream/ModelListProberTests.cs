using System.Collections.Concurrent;
using AiGateway.Configuration;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Health;
using AiGateway.Providers;
using AiGateway.Tests.Failover;
using AiGateway.Upstream;
using Microsoft.Extensions.Logging;

namespace AiGateway.Tests.Upstream;

/// <summary>What is learnt of providers by asking them for their models.</summary>
public sealed class ModelListProberTests : IAsyncDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(30);
    private static readonly CooldownOptions Rules = new() { Failures = 2, Rest = TimeSpan.FromMinutes(1), KeyRest = TimeSpan.FromMinutes(1) };

    private readonly CooldownTable _table = new(TimeProvider.System);
    private readonly KeyHealth _keys;
    private readonly UpstreamClients _clients = new();
    private readonly GatewayConfigBuilder _builder;
    private readonly CapturedLog _log = new();
    private SnapshotStore<GatewayConfig>? _store;
    private ModelListProber? _prober;

    public ModelListProberTests()
    {
        _keys = new KeyHealth(_table, TimeProvider.System);
        _builder = new GatewayConfigBuilder(new ProviderRegistry(), _clients, _keys);
    }

    public async ValueTask DisposeAsync()
    {
        if (_prober is { } prober)
        {
            _prober = null;
            await prober.StopAsync(CancellationToken.None);
            prober.Dispose();
        }

        _clients.Dispose();
    }

    [Theory]
    [InlineData(Dialect.OpenAI, "/v1/models")]
    [InlineData(Dialect.Anthropic, "/v1/models?limit=1")]
    [InlineData(Dialect.Gemini, "/v1beta/models?pageSize=1")]
    [InlineData(Dialect.Mistral, "/v1/models")]
    public async Task Each_kind_is_asked_for_its_models_with_its_key_and_for_nothing_else(Dialect dialect, string target)
    {
        await using var fake = await FakeProvider.StartAsync(dialect);
        await using var running = await StartAsync(Options(Provider(fake)));

        await fake.WaitForRequestAsync(5);
        await Until(() => fake.Requests.Count(request => request.Status == 200) >= 5);

        fake.Requests.ShouldAllBe(request => request.Method == "GET" && request.Target == target && request.Key == fake.Key && request.Body.Length == 0);
        _table.Count.ShouldBe(0);
    }

    [Fact]
    public async Task One_that_refuses_connections_rests_as_a_whole()
    {
        using var closed = new ClosedPort();
        await using var running = await StartAsync(Options(Provider(closed.Origin)));

        await Until(() => _table.RestsFor(new HealthKey("up")) is not null);

        _table.Resting.Select(resting => resting.Key).ShouldBe([new HealthKey("up")]);
        await Until(() => !_log.Lines.IsEmpty);
        _log.Lines.ShouldHaveSingleItem().ShouldContain("does not answer its health check");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task One_that_fails_rests_and_the_first_good_answer_ends_it(int status)
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        fake.When(_ => true, Fault.Status(status));
        await using var running = await StartAsync(Options(Provider(fake)));

        await Until(() => _table.RestsFor(new HealthKey("up")) is not null);
        fake.ResetScript();
        await Until(() => _table.RestsFor(new HealthKey("up")) is null);

        await Until(() => _log.Lines.Count == 2);
        _log.Lines.First().ShouldContain($"status {status}");
        _log.Lines.Last().ShouldContain("answers its health check again");
    }

    [Fact]
    public async Task One_that_resets_connections_rests()
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        fake.When(_ => true, Fault.ResetBeforeAnswer);
        await using var running = await StartAsync(Options(Provider(fake)));

        await Until(() => _table.RestsFor(new HealthKey("up")) is not null);
    }

    [Fact]
    public async Task One_that_says_nothing_rests_and_is_asked_one_at_a_time()
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        fake.When(_ => true, Fault.Silent);
        await using var running = await StartAsync(Options(Provider(fake)) with { Cooldown = Rules with { Failures = 1 } });

        await fake.WaitForRequestAsync();
        _prober!.Look();
        await Until(() => _table.RestsFor(new HealthKey("up")) is not null);

        // Asked again only once the first had been given up.
        var requests = fake.Requests;
        requests.Count.ShouldBeInRange(1, 2);
        await requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(10));
        (requests.Count == 1 || requests[1].ArrivedAt > requests[0].ArrivedAt + (4 * System.Diagnostics.Stopwatch.Frequency)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(301)]
    public async Task Other_answers_are_signs_of_life(int status)
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        fake.When(_ => true, Fault.Status(status));
        _table.Rest(new HealthKey("up"), TimeSpan.FromMinutes(1));
        await using var running = await StartAsync(Options(Provider(fake)));

        await Until(() => _table.RestsFor(new HealthKey("up")) is null);
        await fake.WaitForRequestAsync(3);
        _table.Resting.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_is_refused_rests_and_comes_back_when_it_is_taken_again()
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        var id = Credential.Of("up", new Secret(fake.Key)).Id;
        fake.AcceptedKeys.Remove(fake.Key);
        await using var running = await StartAsync(Options(Provider(fake)));

        await Until(() => _keys.RestsFor("up", "any", id) is not null);
        _table.RestsFor(new HealthKey("up")).ShouldBeNull();
        _log.Lines.ShouldAllBe(line => !line.Contains(fake.Key, StringComparison.Ordinal));

        fake.AcceptedKeys.Add(fake.Key);
        await Until(() => _keys.RestsFor("up", "any", id) is null);
    }

    [Fact]
    public async Task One_that_is_not_to_be_checked_is_not_and_reloads_neither_double_nor_lose_the_prober()
    {
        await using var one = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var two = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var running = await StartAsync(Options(Provider(one) with { HealthCheck = null }));
        await Task.Delay(10 * Often);
        one.HeadsSeen.ShouldBe(0);

        // A hundred reloads, each with a long interval: one question at most.
        for (var i = 0; i < 100; i++)
        {
            Reload(Options(Provider(one) with { HealthCheck = TimeSpan.FromHours(1) }));
        }

        await Task.Delay(10 * Often);
        one.HeadsSeen.ShouldBeLessThanOrEqualTo(1);

        Reload(Options(Provider(one)));
        await one.WaitForRequestAsync(5);

        // The same provider at another address.
        Reload(Options(Provider(two)));
        await two.WaitForRequestAsync(5);

        Reload(Options(Provider(two) with { HealthCheck = null }));
        await Until(() => two.Requests.All(request => request.Ended.IsCompleted));
        await Task.Delay(3 * Often);
        var seen = two.HeadsSeen;
        await Task.Delay(10 * Often);
        two.HeadsSeen.ShouldBe(seen);
        _prober!.ExecuteTask!.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Two_providers_are_asked_side_by_side()
    {
        await using var silent = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        silent.When(_ => true, Fault.Silent);
        await using var running = await StartAsync(Options(Provider(silent), Provider(good) with { Name = "good" }));

        await silent.WaitForRequestAsync();
        await good.WaitForRequestAsync(good.HeadsSeen + 3);
        silent.HeadsSeen.ShouldBeLessThan(good.HeadsSeen);
    }

    private static ProviderOptions Provider(FakeProvider fake) => new()
    {
        Name = "up",
        Type = Enum.Parse<ProviderType>(fake.Dialect.ToString()),
        BaseUrl = fake.BaseUrl,
        ApiKeys = [new ApiKeyOptions { Value = new Secret(fake.Key) }],
        AllowPrivateNetwork = true,
        HealthCheck = Often,
    };

    private static ProviderOptions Provider(Uri address) => new()
    {
        Name = "up",
        Type = ProviderType.OpenAICompatible,
        BaseUrl = address,
        AllowPrivateNetwork = true,
        HealthCheck = Often,
    };

    private static GatewayOptions Options(params ProviderOptions[] providers) => new()
    {
        Providers = providers.ToDictionary(provider => provider.Name, StringComparer.OrdinalIgnoreCase),
        Cooldown = Rules,
    };

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 2_000 && !condition(); i++)
        {
            await Task.Delay(10);
        }

        condition().ShouldBeTrue();
    }

    /// <summary>Starts the prober. It ends with the test, before the fakes do: their ports may be another test's a moment later.</summary>
    private async Task<ModelListProberTests> StartAsync(GatewayOptions options)
    {
        _store = new SnapshotStore<GatewayConfig>(_builder.Build(options, "1"), "1", DateTimeOffset.UnixEpoch);
        _prober = new ModelListProber(_store, new TargetHealth(_table), _keys, TimeProvider.System, _log);
        await _prober.StartAsync(CancellationToken.None);
        return this;
    }

    private void Reload(GatewayOptions options)
    {
        _store!.Replace(_builder.Build(options, "2"), "2", DateTimeOffset.UnixEpoch);
        _prober!.Look();
    }

    private sealed class CapturedLog : ILogger<ModelListProber>
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
