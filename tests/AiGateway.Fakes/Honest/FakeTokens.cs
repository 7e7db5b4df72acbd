using System.Text;
using System.Text.Json;

namespace AiGateway.Fakes.Honest;

/// <summary>How the fakes count tokens: one for each four characters begun, the same for every dialect.</summary>
public static class FakeTokens
{
    private const int CharactersPerToken = 4;

    /// <summary>The tokens of a text.</summary>
    public static int Count(string text) => (text.Length + CharactersPerToken - 1) / CharactersPerToken;

    /// <summary>The tokens of all texts in a JSON value, names left out.</summary>
    internal static int Count(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Count(value.GetString()!),
        JsonValueKind.Array => value.EnumerateArray().Sum(Count),
        JsonValueKind.Object => value.EnumerateObject().Sum(property => Count(property.Value)),
        _ => 0,
    };

    /// <summary>As much of a text as has this many tokens, never half of a surrogate pair.</summary>
    internal static string Truncate(string text, int tokens)
    {
        var length = (int)Math.Min(text.Length, (long)tokens * CharactersPerToken);
        return length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }

    /// <summary>A text in pieces of one word each, blanks kept.</summary>
    internal static IReadOnlyList<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in text)
        {
            if (letter == ' ' && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            word.Append(letter);
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
