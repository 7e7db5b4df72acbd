using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AiGateway.Fakes.Honest;

/// <summary>The vectors the fakes answer for texts: equal for equal texts, close for texts that share words, of length 1.</summary>
public static class FakeVectors
{
    public static float[] For(string text, int dimensions)
    {
        var sum = new double[dimensions];
        foreach (var word in text.ToLowerInvariant().Split([' ', ',', '.', '!', '?', '\n'], StringSplitOptions.RemoveEmptyEntries).DefaultIfEmpty(text))
        {
            Add(word, sum);
        }

        var length = Math.Sqrt(sum.Sum(value => value * value));
        return [.. sum.Select(value => (float)(value / length))];
    }

    /// <summary>The vector as OpenAI writes it for <c>encoding_format: base64</c>: little-endian 32-bit floats.</summary>
    public static string Base64(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        return Convert.ToBase64String(bytes);
    }

    private static void Add(string word, double[] sum)
    {
        var seed = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(word))) | 1;
        for (var i = 0; i < sum.Length; i++)
        {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            sum[i] += ((seed >> 11) * (1.0 / (1UL << 53))) - 0.5;
        }
    }
}
