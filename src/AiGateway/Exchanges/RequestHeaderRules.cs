using AiGateway.Protocol.Chat;
using Microsoft.Net.Http.Headers;

namespace AiGateway.Exchanges;

/// <summary>What a request's head must say before its body is read.</summary>
internal static class RequestHeaderRules
{
    /// <summary>The reason to refuse a request by its headers, or null.</summary>
    public static GatewayError? Check(HttpRequest request)
    {
        var type = request.ContentType;
        if (!string.IsNullOrEmpty(type))
        {
            if (!MediaTypeHeaderValue.TryParse(type, out var media) || !media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            {
                return GatewayErrors.UnsupportedMediaType($"This path takes application/json, not '{Printable(type)}'.");
            }

            if (media.Charset.HasValue && !media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                return GatewayErrors.UnsupportedMediaType("The request body must be encoded as UTF-8.");
            }
        }

        return request.Headers.ContentEncoding.Count > 0 && !request.Headers.ContentEncoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? GatewayErrors.UnsupportedMediaType("The request body must not be compressed.")
            : null;
    }

    private static string Printable(string text) => text.Length <= 100 ? text : text[..100];
}
