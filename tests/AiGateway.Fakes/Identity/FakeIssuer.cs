using System.Globalization;
using System.Text;
using System.Text.Json;
using AiGateway.Fakes.Raw;

namespace AiGateway.Fakes.Identity;

/// <summary>An OpenID Connect issuer on a loopback port: it tells its name and its public keys, and the test makes its tokens with <see cref="FakeKey"/>.</summary>
public sealed class FakeIssuer : IAsyncDisposable
{
    private readonly RawServer _server;
    private readonly Lock _gate = new();
    private readonly List<string> _paths = [];
    private List<FakeKey> _keys;

    private FakeIssuer(string path, FakeKey[] keys)
    {
        _keys = [.. keys];
        _server = RawServer.Start(ServeAsync);
        Url = $"http://127.0.0.1:{_server.Port}{path}";
        Name = Url;
    }

    /// <summary>What stands in the gateway's configuration.</summary>
    public string Url { get; }

    /// <summary>What the discovery document says the issuer is called, and what its tokens say.</summary>
    public string Name { get; set; }

    /// <summary>Whether connections are reset without an answer.</summary>
    public bool IsDown { get; set; }

    /// <summary>Answers instead of the real document, by path; the whole of an HTTP answer.</summary>
    public Dictionary<string, string> Instead { get; } = new(StringComparer.Ordinal);

    /// <summary>The keys that are published.</summary>
    public IReadOnlyList<FakeKey> Keys
    {
        get => _keys;
        set => _keys = [.. value];
    }

    /// <summary>The document of keys in place of one made of <see cref="Keys"/>.</summary>
    public string? KeysText { get; set; }

    /// <summary>How often a path was asked for.</summary>
    public int Asked(string path)
    {
        lock (_gate)
        {
            return _paths.Count(one => one.EndsWith(path, StringComparison.Ordinal));
        }
    }

    /// <summary>Connections that were opened.</summary>
    public int Connections => _server.Connections;

    /// <summary>Starts an issuer that publishes some keys.</summary>
    public static FakeIssuer Start(params FakeKey[] keys) => new("/tenant", keys);

    /// <summary>The claims of a token that is right in every way, to be changed.</summary>
    public Dictionary<string, object?> Claims(string subject = "ann", string audience = "gateway")
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["iss"] = Name,
            ["sub"] = subject,
            ["aud"] = audience,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 600,
        };
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(RawConnection connection)
    {
        while (!IsDown)
        {
            var request = await connection.ReadMessageAsync().ConfigureAwait(false);
            var path = request.StartLine.Split(' ')[1];
            lock (_gate)
            {
                _paths.Add(path);
            }

            if (IsDown)
            {
                break;
            }

            await connection.WriteAsync(Instead.GetValueOrDefault(path[path.LastIndexOf('/')..]) ?? Answer(path)).ConfigureAwait(false);
        }

        connection.Reset();
    }

    private string Answer(string path) =>
        path.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal) ? Ok(JsonSerializer.Serialize(new { issuer = Name, jwks_uri = $"{Url}/keys" }))
        : path.EndsWith("/keys", StringComparison.Ordinal) ? Ok(KeysText ?? JsonSerializer.Serialize(new { keys = _keys.Select(static key => key.Published) }))
        : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

    private static string Ok(string json) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");
}
