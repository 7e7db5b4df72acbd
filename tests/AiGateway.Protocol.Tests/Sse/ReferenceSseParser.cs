using System.Text;

namespace AiGateway.Protocol.Tests.Sse;

/// <summary>A second, slow reading of the WHATWG rules that shares nothing with the library: the whole stream at once, split by lines.</summary>
internal static class ReferenceSseParser
{
    public static List<string> Parse(byte[] stream)
    {
        // Latin-1 keeps each byte a character, so that lines can be split without touching UTF-8 sequences.
        var text = Encoding.Latin1.GetString(stream);
        if (text.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal))
        {
            text = text[3..];
        }

        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n').ToList();
        lines.RemoveAt(lines.Count - 1);

        var frames = new List<string>();
        var data = new List<string>();
        string? name = null;
        foreach (var line in lines)
        {
            if (line.Length == 0)
            {
                if (data.Count > 0 || name is not null)
                {
                    frames.Add(Describe(name ?? "", string.Join('\n', data), data.Count > 0));
                }

                data = [];
                name = null;
                continue;
            }

            var parts = line.Split(':', 2);
            var value = parts.Length == 1 ? "" : parts[1].StartsWith(' ') ? parts[1][1..] : parts[1];
            if (parts[0] == "data")
            {
                data.Add(value);
            }
            else if (parts[0] == "event")
            {
                name = value;
            }
        }

        return frames;
    }

    public static string Describe(string name, string latin1Data, bool hasData) => $"{name}|{hasData}|{latin1Data}";
}
