using System.Text;

namespace AiGateway.Tests.Promises;

/// <summary>Requests byte by byte, for heads that no client library would send.</summary>
internal static class RawRequest
{
    /// <summary>The path that most tests call.</summary>
    public const string ChatPath = "/v1/chat/completions";

    /// <summary>A request for a completion that is right in every way.</summary>
    public const string GoodChat = """{"model":"up/gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}""";

    /// <summary>A POST with its length, and whatever header lines are given besides.</summary>
    public static string Post(string body, string path = ChatPath, params string[] headers) =>
        Head($"POST {path} HTTP/1.1", ["Content-Type: application/json", $"Content-Length: {Encoding.UTF8.GetByteCount(body)}", .. headers]) + body;

    /// <summary>A request without a body.</summary>
    public static string Get(string path, params string[] headers) => Head($"GET {path} HTTP/1.1", headers);

    /// <summary>A head with a loopback host.</summary>
    public static string Head(string startLine, params string[] headers) =>
        string.Join("\r\n", [startLine, "Host: 127.0.0.1", .. headers, "", ""]);
}
