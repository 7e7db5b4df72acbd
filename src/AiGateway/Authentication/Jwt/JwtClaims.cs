using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Configuration.Reading;
using AiGateway.Exchanges;

namespace AiGateway.Authentication.Jwt;

/// <summary>Reads off a good token's claims whom it speaks of. What a claim restricts must be understood, or the token is refused.</summary>
internal static class JwtClaims
{
    private const int LongestId = 128;
    private const int LongestTag = 64;
    private const int MostTags = 32;
    private const int MostModels = 256;
    private static readonly char[] Between = [',', ' '];

    /// <summary>Reads the claims.</summary>
    /// <param name="options">The issuer.</param>
    /// <param name="token">The token.</param>
    /// <param name="problem">The claim that cannot be taken, in words; null where the answer is an identity.</param>
    public static JwtIdentity? Read(JwtIssuerOptions options, UnverifiedToken token, out string? problem)
    {
        problem = null;
        if (Text(token, "sub") is not { } subject)
        {
            problem = "it names nobody (`sub`)";
            return null;
        }

        var names = options.Claims;
        if (!TryTexts(token, names.Tags, MostTags, out var tags) || tags.Exists(static tag => tag.Length > LongestTag))
        {
            problem = $"its claim `{names.Tags}` is no list of at most {MostTags} tags of {LongestTag} characters";
            return null;
        }

        if (!TryTexts(token, names.Models, MostModels, out var models))
        {
            problem = $"its claim `{names.Models}` is no list of at most {MostModels} models";
            return null;
        }

        var user = (names.User == "sub" ? subject : Text(token, names.User)) ?? subject;
        return new JwtIdentity(
            Bounded($"jwt:{options.Name}:{subject}"),
            Bounded(user),
            names.Name is { } name && Text(token, name) is { } shown ? Bounded(shown) : null,
            options.Team ?? (names.Team is { } team ? Text(token, team) ?? "" : null),
            [.. tags.Select(Printable).Distinct(StringComparer.Ordinal)],
            // A pattern that is none would have to be guessed at; leaving it out allows less, never more.
            names.Models is null ? null : [.. models.Where(static model => Names.ProblemOfModel(model) is null).Select(static model => new ModelPattern(model))]);
    }

    private static string? Text(UnverifiedToken token, string name) =>
        token.Claim(name) is { ValueKind: JsonValueKind.String } claim && Read(claim) is { Length: > 0 } text ? text : null;

    private static bool TryTexts(UnverifiedToken token, string? name, int most, out List<string> texts)
    {
        texts = [];
        if (name is null || token.Claim(name) is not { } claim)
        {
            return true;
        }

        if (claim.ValueKind == JsonValueKind.String)
        {
            if (Read(claim) is not { } text)
            {
                return false;
            }

            texts.AddRange(text.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        else if (claim.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in claim.EnumerateArray())
            {
                if (entry.ValueKind != JsonValueKind.String || Read(entry)?.Trim() is not { Length: > 0 } text)
                {
                    return false;
                }

                texts.Add(text);
            }
        }
        else
        {
            return false;
        }

        return texts.Count <= most;
    }

    private static string? Read(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text.
            return null;
        }
    }

    /// <summary>Tags are joined with commas later on.</summary>
    private static string Printable(string tag) => HeaderText.Clean(tag).Replace(',', '?');

    /// <summary>Printable and of a length that logs and headers can take. What had to be changed gets a digest of what it was, so that no two look alike.</summary>
    private static string Bounded(string text)
    {
        var clean = HeaderText.Clean(text);
        if (clean.Length <= LongestId && clean == text)
        {
            return text;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
        return $"{clean.AsSpan(0, Math.Min(clean.Length, LongestId - digest.Length - 1))}~{digest}";
    }
}
