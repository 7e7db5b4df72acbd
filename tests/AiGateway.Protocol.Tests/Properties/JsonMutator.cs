using System.Text;
using System.Text.Json;

namespace AiGateway.Protocol.Tests.Properties;

/// <summary>Breaks JSON and bytes at random, the same way for the same seed.</summary>
internal sealed class JsonMutator(int seed, IReadOnlyList<byte[]> documents)
{
    private static readonly byte[][] Odd =
    [
        .. new[]
        {
            "null", "true", "0", "-1", "1e400", "0.5", "9223372036854775808", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "[null]", "[[]]", "{}",
            "{\"type\":\"text\"}", "{\"\":\"\"}", "\"data:image/png;base64,!\"", "\"{\\\"a\\\":\"",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private readonly Random _random = new(seed);

    /// <summary>A document in which one to three values became others: odd ones, or ones from elsewhere in the documents.</summary>
    public byte[] Json()
    {
        var json = Pick();
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            var (start, end) = Value(json);
            var other = Pick();
            var (from, to) = Value(other);
            byte[] piece = _random.Next(3) == 0 ? other[from..to] : Odd[_random.Next(Odd.Length)];
            json = [.. json[..start], .. piece, .. json[end..]];
        }

        return json;
    }

    /// <summary>A document of which some bytes were changed, left out or doubled, or which was cut short.</summary>
    public byte[] Bytes()
    {
        var bytes = Pick().ToList();
        for (var i = _random.Next(1, 6); i > 0 && bytes.Count > 1; i--)
        {
            var at = _random.Next(bytes.Count);
            switch (_random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[]\",:\n\r \\"[_random.Next(11)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(_random.Next(40), bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, bytes.Skip(_random.Next(bytes.Count)).Take(_random.Next(60)).ToList());
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Where each of the document's values begins and ends.</summary>
    public static List<(int Start, int End)> Values(byte[] json)
    {
        var values = new List<(int Start, int End)>();
        var open = new Stack<int>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((int)reader.TokenStartIndex);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    values.Add((open.Pop(), (int)reader.BytesConsumed));
                    break;
                case JsonTokenType.PropertyName:
                    break;
                default:
                    values.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                    break;
            }
        }

        return values;
    }

    private byte[] Pick() => documents[_random.Next(documents.Count)];

    /// <summary>Where one of the document's values begins and ends.</summary>
    private (int Start, int End) Value(byte[] json)
    {
        var values = Values(json);
        return values[_random.Next(values.Count)];
    }
}
