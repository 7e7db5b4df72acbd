using System.Security.Cryptography;
using AiGateway.Configuration;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Configuration;

/// <summary>What the configuration says of the store.</summary>
public sealed class StorageReadingTests : IDisposable
{
    private const string Postgres = "Host=db;Username=gateway;Password=pQ7vT2xW9;Database=gateway";

    private readonly ConfigBench _bench = new();

    /// <summary>With PostgreSQL the secrets that guard the others must be given.</summary>
    public StorageReadingTests()
    {
        _bench.Variables["AIGATEWAY_MASTER_KEY"] = Convert.ToBase64String(SHA256.HashData("a master key"u8));
        _bench.Variables["AIGATEWAY_PEPPER"] = Convert.ToBase64String(SHA256.HashData("a pepper"u8));
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Every_field_is_read() =>
        _bench.Sound(ConfigBench.Gateway("""
            "Storage": { "Enabled": true, "Sqlite": "/var/lib/aigateway/store.db", "Poll": "100ms", "Timeout": "1m", "KeysOutlive": "0s", "KeepAudit": "3650d" }
            """)).Storage.ShouldBe(new StorageOptions
        {
            Sqlite = "/var/lib/aigateway/store.db",
            Poll = TimeSpan.FromMilliseconds(100),
            Timeout = TimeSpan.FromMinutes(1),
            KeysOutlive = TimeSpan.Zero,
            KeepAudit = TimeSpan.FromDays(3650),
        });

    [Fact]
    public void Nothing_said_is_the_defaults() => _bench.Sound("{}").Storage.ShouldBe(new StorageOptions());

    [Theory]
    [InlineData("\"Enabled\": \"maybe\"", "Enabled", "neither true nor false")]
    [InlineData("\"Sqlite\": \":memory:\"", "Sqlite", "path of a file")]
    [InlineData("\"Sqlite\": \"file:x.db?mode=memory\"", "Sqlite", "path of a file")]
    [InlineData("\"Sqlite\": \"data/\"", "Sqlite", "folder")]
    [InlineData("\"Sqlite\": \"\"", "Sqlite", "empty")]
    [InlineData("\"Poll\": \"99ms\"", "Poll", "from 00:00:00.1000000 to 00:01:00")]
    [InlineData("\"Poll\": \"61s\"", "Poll", "from")]
    [InlineData("\"Timeout\": \"0s\"", "Timeout", "longer than zero")]
    [InlineData("\"Timeout\": \"2m\"", "Timeout", "from")]
    [InlineData("\"KeysOutlive\": \"25h\"", "KeysOutlive", "24h")]
    [InlineData("\"KeepAudit\": \"0d\"", "KeepAudit", "from")]
    [InlineData("\"KeepAudit\": \"59m\"", "KeepAudit", "from")]
    [InlineData("\"KeepAudit\": \"36501d\"", "KeepAudit", "36500d")]
    [InlineData("\"KeepAudit\": \"90 days\"", "KeepAudit", "90d")]
    [InlineData("\"KeepAudit\": 90", "KeepAudit", "has no unit")]
    [InlineData("\"Postgres\": \"Host=db\"", "Postgres", "no field")]
    public void What_cannot_work_is_refused_where_it_stands(string field, string path, string says)
    {
        var problem = _bench.Problem(ConfigBench.Gateway($$""" "Storage": { {{field}} } """));

        problem.Path.ShouldBe($"Gateway:Storage:{path}");
        problem.Message.ShouldContain(says);
    }

    [Fact]
    public void PostgreSQL_is_a_connection_string()
    {
        _bench.Variables["DB"] = Postgres;

        _bench.Sound("""{ "ConnectionStrings": { "Postgres": "env:DB", "SomebodyElses": "x" } }""").Storage.Postgres!.Reveal().ShouldBe(Postgres);
    }

    [Fact]
    public void A_connection_string_that_is_written_out_is_warned_of()
    {
        var options = _bench.Sound($$"""{ "ConnectionStrings": { "Postgres": "{{Postgres}}" } }""");

        options.Storage.Postgres!.Reveal().ShouldBe(Postgres);
        options.Warnings.ShouldHaveSingleItem().Path.ShouldBe("ConnectionStrings:Postgres");
    }

    [Fact]
    public void A_file_beside_PostgreSQL_is_refused_since_it_would_not_be_used()
    {
        _bench.Variables["DB"] = Postgres;

        var problem = _bench.Problem("""{ "ConnectionStrings": { "Postgres": "env:DB" }, "Gateway": { "Storage": { "Sqlite": "data/x.db" } } }""");

        problem.Path.ShouldBe("Gateway:Storage:Sqlite");
        problem.Message.ShouldContain("one store");
    }

    [Theory]
    [InlineData("Host=db;Username=gateway;Password=;Database=gateway", "Password is empty")]
    [InlineData("Username=gateway;Password=pQ7vT2xW9;Database=gateway", "names no Host")]
    [InlineData("postgres://gateway:pQ7vT2xW9@db/gateway", "no connection string")]
    [InlineData("env:NOT_SET", "NOT_SET")]
    [InlineData("", "empty")]
    public void What_is_no_connection_string_refuses_the_start_without_being_repeated(string text, string says)
    {
        var words = TestGateway.RefusedStart(new { ConnectionStrings = new { Postgres = text } });

        words.ShouldContain("ConnectionStrings:Postgres");
        words.ShouldContain(says);
        words.ShouldNotContain("pQ7vT2xW9");
    }
}
