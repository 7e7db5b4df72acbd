using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;

namespace AiGateway.Providers.Mock;

/// <summary>Makes vectors out of hashes: the same text always has the same one, and other texts have others, whatever they mean.</summary>
internal static class MockEmbeddings
{
    /// <summary>The most numbers in an answer, over all vectors.</summary>
    public const int MaxNumbers = 4 << 20;

    private const int DefaultDimensions = 256;
    private const int MaxDimensions = 4096;

    /// <summary>Makes the answer as JSON.</summary>
    /// <exception cref="WireFormatException">A text is empty, or the vectors would be too large.</exception>
    public static byte[] Answer(EmbeddingRequest request, IEmbeddingFormat format)
    {
        var dimensions = request.Dimensions ?? DefaultDimensions;
        if (dimensions > MaxDimensions)
        {
            throw JsonRead.Invalid("dimensions", $"the mock makes vectors of 1 to {MaxDimensions} dimensions.");
        }

        if ((long)request.Inputs.Count * dimensions > MaxNumbers)
        {
            throw JsonRead.Invalid("input", $"the mock answers at most {MaxNumbers} numbers at a time.");
        }

        var answer = new EmbeddingAnswer
        {
            Model = request.Model,
            Vectors = [.. request.Inputs.Select(input => Vector(Bytes(input), dimensions))],
            Usage = new TokenUsage { Input = request.Inputs.Sum(Tokens) },
        };
        return JsonText.Write(writer => format.WriteAnswer(answer, writer, EmbeddingWriteContext.For(request)));
    }

    private static byte[] Bytes(EmbeddingInput input) => input switch
    {
        EmbeddingInput.Text { Value.Length: > 0 } text => Encoding.UTF8.GetBytes(text.Value),
        EmbeddingInput.Tokens { Ids.Count: > 0 } tokens => MemoryMarshal.AsBytes<int>(tokens.Ids.ToArray()).ToArray(),
        _ => throw JsonRead.Invalid("input", "an input cannot be empty."),
    };

    private static long Tokens(EmbeddingInput input) => input switch
    {
        EmbeddingInput.Text text => MockWords.Tokens(Encoding.UTF8.GetByteCount(text.Value)),
        EmbeddingInput.Tokens tokens => tokens.Ids.Count,
        _ => 0,
    };

    /// <summary>A chain of SHA-256 blocks, each four bytes of them one number, brought to length 1.</summary>
    private static float[] Vector(byte[] input, int dimensions)
    {
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, block);
        var numbers = new double[dimensions];
        var length = 0.0;
        for (var at = 0; at < dimensions; at++)
        {
            var offset = at * sizeof(int) % block.Length;
            if (at > 0 && offset == 0)
            {
                SHA256.HashData(block, block);
            }

            numbers[at] = BinaryPrimitives.ReadInt32LittleEndian(block[offset..]) + 0.5;
            length += numbers[at] * numbers[at];
        }

        length = Math.Sqrt(length);
        return System.Array.ConvertAll(numbers, number => (float)(number / length));
    }
}
