using System.Text;

namespace AiGateway.Exchanges;

/// <summary>Makes text that came from outside fit for a header, a comment in a stream, or a log line.</summary>
internal static class HeaderText
{
    private const int MaxLength = 2048;

    /// <summary>
    /// Joins names with commas: printable ASCII alone, with <c>?</c> for all else, and cut off where they grow too long for the headers
    /// that clients take. Names of fields are the caller's own invention.
    /// </summary>
    public static string Join(IReadOnlyList<string> names, string separator)
    {
        var text = new StringBuilder();
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i];
            if (text.Length + name.Length > MaxLength)
            {
                return text.Append(text.Length == 0 ? "" : separator).Append(names.Count - i).Append(" more").ToString();
            }

            text.Append(i == 0 ? "" : separator);
            foreach (var character in name)
            {
                text.Append(character is >= ' ' and <= '~' ? character : '?');
            }
        }

        return text.ToString();
    }

    /// <summary>The text with every character that is no printable ASCII replaced by <c>?</c>: none can end a line.</summary>
    public static string Clean(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Join([text], "") : text;
}
