using System.Text.Json;

namespace AiGateway.Protocol.Json;

/// <summary>A top-level field of a request body, by where its bytes are.</summary>
/// <param name="Name">The field's name, unescaped.</param>
/// <param name="NameStart">Offset of the name's opening quote.</param>
/// <param name="NameLength">Bytes of the name with its quotes.</param>
/// <param name="Start">Offset of the value's first byte.</param>
/// <param name="Length">Bytes of the value, quotes or brackets included.</param>
/// <param name="Kind">The value's first token: a string, number, literal, or the start of an object or array.</param>
/// <param name="Count">Elements of an array value; 0 for every other.</param>
public readonly record struct EnvelopeField(string Name, int NameStart, int NameLength, int Start, int Length, JsonTokenType Kind, int Count)
{
    /// <summary>The value's bytes.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> body) => body.Slice(Start, Length);
}
