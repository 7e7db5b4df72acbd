using AiGateway.Secrets;

namespace AiGateway.Admin;

/// <summary>Finds the admin token in a request's header <c>Authorization</c>, and nowhere else.</summary>
internal static class PresentedToken
{
    private const string Bearer = "Bearer ";
    private const int MaxLength = 512;

    /// <summary>Reads it.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="id">The token's public id.</param>
    /// <returns>The token; null where the header is missing, is there twice or holds something else.</returns>
    public static string? Read(IHeaderDictionary headers, out string? id)
    {
        id = null;
        if (headers.Authorization is not [{ Length: <= MaxLength } value] || !value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var text = value[Bearer.Length..].Trim();
        if (!TokenText.TryParse(TokenText.AdminPrefix, text, out var found))
        {
            return null;
        }

        id = found.ToString();
        return text;
    }
}
