namespace AiGateway.Tests.Hosting;

/// <summary>One Redis for all tests of a class that only use it: the one that <c>AIGATEWAY_TEST_REDIS</c> names, or a server of their own. Each test takes a prefix of its own.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private RedisServer? _server;

    /// <summary>Its connection string.</summary>
    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("AIGATEWAY_TEST_REDIS") is { Length: > 0 } existing)
        {
            ConnectionString = existing;
            return;
        }

        _server = await RedisServer.StartAsync();
        ConnectionString = _server.ConnectionString;
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>A prefix that nobody else uses.</summary>
    public static string NewPrefix() => $"test-{Guid.NewGuid():N}";
}
