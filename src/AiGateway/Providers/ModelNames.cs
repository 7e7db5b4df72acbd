using System.Buffers;

namespace AiGateway.Providers;

/// <summary>Which texts may be a model's name at a provider: some providers carry it in the path of the URL.</summary>
internal static class ModelNames
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 256;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:/@+,=~ ()");

    /// <summary>Whether a name is made of the characters that model names have, without empty or dot segments.</summary>
    public static bool IsSound(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > MaxLength || name.ContainsAnyExcept(Allowed))
        {
            return false;
        }

        foreach (var segment in name.Split('/'))
        {
            if (name[segment].Trim(' ') is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The name as segments of a URL's path.</summary>
    public static string ToPath(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
}
