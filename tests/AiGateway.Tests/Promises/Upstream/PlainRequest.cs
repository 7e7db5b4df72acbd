using System.Globalization;
using System.Text;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>Reads HTTP/1.1 requests off any stream.</summary>
internal static class PlainRequest
{
    /// <summary>Reads one request with a length, and gives its body.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before it did.</exception>
    public static async Task<string> ReadRequestAsync(this Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        var length = head.ToString().Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..];
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        return Encoding.UTF8.GetString(body);
    }
}
