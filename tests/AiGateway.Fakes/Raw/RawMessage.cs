using System.Globalization;
using System.Text;

namespace AiGateway.Fakes.Raw;

/// <summary>An HTTP message as it was on the wire.</summary>
/// <param name="Head">Start line and headers with their line ends, the empty line included.</param>
/// <param name="Body">The body, decoded from its transfer coding.</param>
public sealed record RawMessage(string Head, byte[] Body)
{
    public string StartLine => Head.Split("\r\n", 2)[0];

    /// <summary>The status of an answer; 0 for a request.</summary>
    public int Status => StartLine.StartsWith("HTTP/", StringComparison.Ordinal) ? int.Parse(StartLine.Split(' ')[1], CultureInfo.InvariantCulture) : 0;

    /// <summary>The headers in order, duplicates included.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers =>
    [
        .. Head.Split("\r\n").Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal))
            .Select(line => KeyValuePair.Create(line.Split(':', 2)[0], line.Split(':', 2)[1].Trim())),
    ];

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>Whether the status says that no body follows.</summary>
    internal bool HasNoBody => Status is 204 or 304 or (>= 100 and < 200);

    /// <summary>The first value of a header, or null.</summary>
    public string? Header(string name) =>
        Headers.Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();
}
