using System.Text;

namespace AiGateway.Fakes.Answers;

/// <summary>Bytes that are written and flushed together, after a pause.</summary>
public sealed record WireFrame(ReadOnlyMemory<byte> Bytes, TimeSpan Delay = default)
{
    public static implicit operator WireFrame(string text) => FromString(text);

    public static WireFrame FromString(string text) => new(Encoding.UTF8.GetBytes(text));
}
