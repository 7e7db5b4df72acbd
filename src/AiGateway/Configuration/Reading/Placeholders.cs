namespace AiGateway.Configuration.Reading;

/// <summary>Knows secrets that are none: those of examples, and those anybody would try first.</summary>
internal static class Placeholders
{
    private static readonly string[] Phrases =
    [
        "changeme", "replaceme", "placeholder", "example", "yourkey", "yourapikey", "yoursecret", "yourvirtualkey", "yourtoken",
        "insertkey", "secrethere", "keyhere", "todo", "dummy",
    ];

    private static readonly string[] WeakWords =
        ["secret", "password", "passwort", "passw0rd", "test", "testing", "admin", "default", "gateway", "aigateway", "virtual", "master", "key", "api", "token", "my", "sk", "the", "letmein", "qwerty"];

    /// <summary>Whether the value is a provider key that somebody forgot to fill in.</summary>
    public static bool IsUnfilled(string value)
    {
        var letters = Letters(value);
        return value.Contains("...", StringComparison.Ordinal)
            || (value.StartsWith('<') && value.EndsWith('>'))
            || letters is "changeme" or "replaceme" or "yourapikey" or "yourkey" or "yourkeyhere" or "yourapikeyhere"
            || (letters.Length > 3 && letters.Trim('x').Length == 0);
    }

    /// <summary>Whether the value is too well known, or too plain, to guard the gateway.</summary>
    public static bool IsWeak(string value)
    {
        var letters = Letters(value);
        return IsUnfilled(value)
            || letters.Distinct().Count() < 6
            || Phrases.Any(p => letters.Contains(p, StringComparison.Ordinal))
            || IsSequence(letters)
            || IsMadeOf(letters.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'));
    }

    private static string Letters(string value)
    {
        var bare = value.StartsWith("sk-", StringComparison.OrdinalIgnoreCase) ? value[3..] : value;
        return new string([.. bare.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]);
    }

    /// <summary>Whether each character follows the last, as in 1234567890 or abcdef.</summary>
    private static bool IsSequence(string letters)
    {
        var steps = 0;
        for (var i = 1; i < letters.Length; i++)
        {
            steps += letters[i] == letters[i - 1] + 1 || letters[i] == letters[i - 1] ? 1 : 0;
        }

        return steps * 5 >= letters.Length * 4;
    }

    /// <summary>Whether nothing but weak words remains, as in "test-secret-key".</summary>
    private static bool IsMadeOf(string letters)
    {
        // reachable[i]: the first i characters are weak words one after the other.
        var reachable = new bool[letters.Length + 1];
        reachable[0] = true;
        for (var i = 0; i < letters.Length; i++)
        {
            foreach (var word in WeakWords)
            {
                if (reachable[i] && letters.AsSpan(i).StartsWith(word, StringComparison.Ordinal))
                {
                    reachable[i + word.Length] = true;
                }
            }
        }

        return reachable[letters.Length];
    }
}
