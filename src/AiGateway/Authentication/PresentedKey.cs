using AiGateway.Authentication.Jwt;

namespace AiGateway.Authentication;

/// <summary>Finds the key in a request's headers. Never in the query, which ends up in logs.</summary>
internal static class PresentedKey
{
    private const string Bearer = "Bearer ";
    private const int MaxLength = 512;
    private static readonly string[] PlainHeaders = ["x-api-key", "api-key", "x-goog-api-key"];

    /// <summary>Reads the key.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="isAmbiguous">True where one of the headers came twice, or what they hold cannot be a key.</param>
    /// <returns>The first of <c>Authorization: Bearer</c>, <c>x-api-key</c>, <c>api-key</c> and <c>x-goog-api-key</c>; null for none.</returns>
    public static ReadOnlyMemory<char>? Read(IHeaderDictionary headers, out bool isAmbiguous)
    {
        isAmbiguous = false;
        var authorization = headers.Authorization;
        if (authorization.Count > 0)
        {
            var value = authorization[0];
            isAmbiguous = authorization.Count > 1 || value is null
                || !value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || IsTooLong(value.AsSpan(Bearer.Length));
            return isAmbiguous ? null : value.AsMemory(Bearer.Length).Trim();
        }

        foreach (var name in PlainHeaders)
        {
            var value = headers[name];
            if (value.Count > 0)
            {
                isAmbiguous = value.Count > 1 || value[0] is null || IsTooLong(value[0]);
                return isAmbiguous ? null : value[0].AsMemory().Trim();
            }
        }

        return null;
    }

    /// <summary>Tokens (JWT) are longer than keys and have a limit of their own.</summary>
    private static bool IsTooLong(ReadOnlySpan<char> value) => value.Length > MaxLength && !TokenShape.Is(value.Trim());
}
