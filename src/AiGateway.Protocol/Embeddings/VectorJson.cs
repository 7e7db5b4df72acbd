using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace AiGateway.Protocol.Embeddings;

/// <summary>Reads and writes vectors as arrays of numbers or as base64 of little-endian 32-bit floats.</summary>
internal static class VectorJson
{
    /// <summary>Reads a vector in either spelling.</summary>
    /// <exception cref="JsonException">It is neither.</exception>
    public static float[] Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => ReadArray(value),
        JsonValueKind.String => ReadBase64(value),
        _ => throw new JsonException("An embedding must be an array of numbers or a base64 string."),
    };

    /// <summary>Writes a vector as an array of numbers.</summary>
    public static void WriteArray(Utf8JsonWriter writer, ReadOnlySpan<float> vector)
    {
        writer.WriteStartArray();
        foreach (var number in vector)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a vector as a base64 string.</summary>
    public static void WriteBase64(Utf8JsonWriter writer, ReadOnlySpan<float> vector)
    {
        var length = vector.Length * sizeof(float);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        for (var at = 0; at < vector.Length; at++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at * sizeof(float)), vector[at]);
        }

        writer.WriteBase64StringValue(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static float[] ReadArray(JsonElement value)
    {
        var vector = new float[value.GetArrayLength()];
        var at = 0;
        foreach (var number in value.EnumerateArray())
        {
            vector[at++] = number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out var read) && float.IsFinite(read)
                ? read
                : throw new JsonException("An embedding has an element that is no number.");
        }

        return vector;
    }

    private static float[] ReadBase64(JsonElement value)
    {
        if (!value.TryGetBytesFromBase64(out var bytes) || bytes.Length % sizeof(float) != 0)
        {
            throw new JsonException("An embedding is not base64 of 32-bit floats.");
        }

        var vector = new float[bytes.Length / sizeof(float)];
        for (var at = 0; at < vector.Length; at++)
        {
            vector[at] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at * sizeof(float)));
        }

        return vector;
    }
}
