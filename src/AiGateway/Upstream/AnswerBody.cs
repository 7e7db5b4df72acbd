using System.IO.Compression;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;

namespace AiGateway.Upstream;

/// <summary>Makes of an answer's body what the sinks expect: identity-coded, and no larger than any of them could use.</summary>
/// <remarks>
/// Every request asks for no compression, and some vendors (or a proxy before them) compress all the same: they are understood
/// where that is safe. A stream has no limit of its own; its events do, and so does what a decoder may make of its bytes.
/// </remarks>
internal static class AnswerBody
{
    /// <summary>The most bytes of a plain answer: 2,048 vectors of 3,072 numbers are some 64 MiB as text.</summary>
    public const long MaxPlain = 96 << 20;

    /// <summary>What is wrong with the body as the head announces it; null for nothing.</summary>
    public static GatewayError? Refusal(string provider, HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        if (CodingOf(response) == Coding.Unknown || !HasOneLength(response))
        {
            return GatewayErrors.Malformed(provider);
        }

        return response.Content.Headers.ContentLength > MaxPlain && !IsStream(response) ? GatewayErrors.AnswerTooLarge(provider) : null;
    }

    /// <summary>Whether the answer is a stream of events.</summary>
    public static bool IsStream(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType?.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Puts a decoder and a limit before the body, where it needs them.</summary>
    public static async ValueTask PrepareAsync(Attempt attempt, UpstreamCall call, HttpResponseMessage response)
    {
        var coding = CodingOf(response);
        if (coding is Coding.Gzip or Coding.Brotli)
        {
            var source = new CompressedSource(await response.Content.ReadAsStreamAsync(attempt.Token));
            Stream decoder = coding == Coding.Gzip ? new GZipStream(source, CompressionMode.Decompress) : new BrotliAnswer(source);
            Replace(response, new MeasuredAnswer(attempt, call, decoder, source, IsStream(response) ? long.MaxValue : MaxPlain));
        }
        else if (response.Content.Headers.ContentLength is null && !IsStream(response))
        {
            Replace(response, new MeasuredAnswer(attempt, call, await response.Content.ReadAsStreamAsync(attempt.Token), null, MaxPlain));
        }
    }

    /// <summary>Two lengths are two answers, and the client goes by one of them.</summary>
    private static bool HasOneLength(HttpResponseMessage response) =>
        !response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths)
        || (lengths.Count == 1 && response.Content.Headers.ContentLength is >= 0);

    private static void Replace(HttpResponseMessage response, Stream body)
    {
        var type = response.Content.Headers.ContentType;
        response.Content = new StreamContent(body);
        response.Content.Headers.ContentType = type;
    }

    private static Coding CodingOf(HttpResponseMessage response)
    {
        if (!response.Content.Headers.NonValidated.Contains("Content-Encoding"))
        {
            return Coding.Identity;
        }

        var codings = response.Content.Headers.ContentEncoding.Where(static coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)).ToArray();
        return codings switch
        {
            [] => Coding.Identity,
            [var gzip] when gzip.Equals("gzip", StringComparison.OrdinalIgnoreCase) || gzip.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) => Coding.Gzip,
            [var brotli] when brotli.Equals("br", StringComparison.OrdinalIgnoreCase) => Coding.Brotli,
            _ => Coding.Unknown,
        };
    }

    private enum Coding
    {
        Identity,
        Gzip,
        Brotli,
        Unknown,
    }
}
