using System.Buffers;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Configuration.Reading;
using AiGateway.Protocol.Json;
using AiGateway.Upstream;

namespace AiGateway.Authentication.Jwt;

/// <summary>
/// Fetches an issuer's two documents, through the same door as calls to providers: guarded addresses, no redirects, and bounds on time
/// and size.
/// </summary>
internal sealed class JwtDocuments(JwtIssuerOptions options, UpstreamNetwork network) : IDisposable
{
    /// <summary>The time for both documents together.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private const int MaxBytes = 256 * 1024;

    private readonly HttpMessageInvoker _client = new(UpstreamClients.CreateHandler(options.AllowPrivateNetwork, network));

    /// <summary>Fetches both.</summary>
    /// <param name="readAt">The clock's reading now.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="JsonException">The issuer answers, but not with what an issuer answers.</exception>
    public async Task<JwtKeySet> FetchAsync(long readAt, CancellationToken token)
    {
        var discovery = Parse(await GetAsync(new Uri($"{options.Authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration"), token));
        var issuer = discovery.StringOrNull("issuer");
        if (issuer is null || !options.IsNamed(issuer))
        {
            // Whoever answers at this address speaks for another.
            throw new JsonException($"its `issuer` is {Quote.Of(issuer ?? "")} and not the configured Authority");
        }

        if (discovery.StringOrNull("jwks_uri") is not { } text || Authorities.TryRead(text.Split('?', 2)[0], options.AllowPrivateNetwork, out _) is not null)
        {
            throw new JsonException("its `jwks_uri` is missing, or is no address that may be asked");
        }

        var bytes = await GetAsync(new Uri(text), token);
        var keys = JwtKeyReader.Read(Parse(bytes));
        return new JwtKeySet(issuer, keys, $"{issuer} {Convert.ToHexStringLower(SHA256.HashData(bytes.Span))}", readAt);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<ReadOnlyMemory<byte>> GetAsync(Uri address, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("AiGateway", null));
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        using var response = await _client.SendAsync(request, token);
        if ((int)response.StatusCode != 200)
        {
            throw new JsonException($"it answered {address.AbsolutePath} with status {(int)response.StatusCode}");
        }

        await using var stream = await response.Content.ReadAsStreamAsync(token);
        var bytes = new ArrayBufferWriter<byte>(4096);
        int read;
        while ((read = await stream.ReadAsync(bytes.GetMemory(4096), token)) > 0)
        {
            bytes.Advance(read);
            if (bytes.WrittenCount > MaxBytes)
            {
                throw new JsonException($"its document {address.AbsolutePath} is larger than {MaxBytes} bytes");
            }
        }

        return bytes.WrittenMemory;
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> bytes)
    {
        var document = JsonElement.Parse(bytes.Span, JsonText.ParseOptions);
        return document.ValueKind == JsonValueKind.Object ? document : throw new JsonException("its document is no object");
    }
}
