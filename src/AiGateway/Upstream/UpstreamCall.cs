using System.Collections.ObjectModel;
using AiGateway.Configuration;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Formats;

namespace AiGateway.Upstream;

/// <summary>One call as it goes to a target, and what its answer will be read with.</summary>
internal sealed class UpstreamCall
{
    /// <summary>Shorter headers are words, and taking them out would spoil the message.</summary>
    private const int MinHeader = 6;

    /// <summary>Shorter beginnings are the vendors' own marks, such as <c>sk-proj-</c>, and their messages speak of them.</summary>
    private const int MinPart = 12;

    private static readonly ReadOnlyDictionary<string, Secret> Empty = ReadOnlyDictionary<string, Secret>.Empty;

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The body; null where the caller's own goes out unchanged.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Whether a stream is asked of the target.</summary>
    public bool Stream { get; init; }

    /// <summary>Fields that the target cannot take.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The key that was used, to be kept out of all that the provider says.</summary>
    public string? Key { get; set; }

    /// <summary>The chat format that the target's answer is in; null for other operations.</summary>
    public IWireFormat? ChatFormat { get; init; }

    /// <summary>The format that the target's errors are in; that of its chat where none is set.</summary>
    public IWireFormat? ErrorFormat { get; init; }

    /// <summary>The request for embeddings as it was read; null for other operations, or where it passes through.</summary>
    public EmbeddingRequest? EmbeddingRequest { get; init; }

    /// <summary>The embedding format that the target's answer is in; null for other operations.</summary>
    public IEmbeddingFormat? EmbeddingFormat { get; init; }

    /// <summary>Whether the answer's bytes pass through as they come.</summary>
    public bool IsTransparent { get; init; }

    /// <summary>What the answer's reader needs; null where nothing is read.</summary>
    public AnswerReadContext? ReadContext { get; init; }

    /// <summary>Headers that the operator adds to each request, and that are kept out likewise.</summary>
    public IReadOnlyDictionary<string, Secret>? Headers { get; set; }

    /// <summary>Reads the body of an error answer, less the key.</summary>
    public GatewayError ReadError(int status, ReadOnlySpan<byte> body) => Redact((ErrorFormat ?? ChatFormat!).ReadError(status, body));

    /// <summary>Takes the key out of an error, in whichever of its words the provider may have repeated it.</summary>
    public GatewayError Redact(GatewayError error) =>
        error with { Message = Redact(error.Message), Type = Redact(error.Type), Code = error.Code is { } code ? Redact(code) : null, Param = error.Param is { } param ? Redact(param) : null };

    private string Redact(string text)
    {
        text = Redact(text, Key);
        foreach (var header in Headers ?? Empty)
        {
            if (header.Value.Reveal() is { Length: >= MinHeader } value)
            {
                text = Redact(text, value);
            }
        }

        return text;
    }

    private static string Redact(string text, string? secret)
    {
        if (string.IsNullOrEmpty(secret))
        {
            return text;
        }

        text = text.Replace(secret, "***", StringComparison.Ordinal);

        // A long message is cut somewhere, and that may be within the secret.
        for (var length = Math.Min(secret.Length - 1, text.Length); length >= MinPart; length--)
        {
            if (text.EndsWith(secret[..length], StringComparison.Ordinal))
            {
                return string.Concat(text.AsSpan(0, text.Length - length), "***");
            }
        }

        return text;
    }
}
