using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Json;

/// <summary>
/// What one pass over a request body tells: that it is one valid JSON object which every parser reads alike, and where its top-level
/// fields are. The body itself is left as it is.
/// </summary>
/// <remarks>
/// Refused are: bytes that are no UTF-8 or begin with a byte-order mark, comments, trailing commas and trailing text, more than
/// <see cref="MaxDepth"/> levels or <see cref="MaxTokens"/> tokens, a name twice in one object (escaped or not), and escapes of lone
/// surrogates. With these gone, what the gateway inspects is what the provider reads.
/// </remarks>
public sealed class RequestEnvelope
{
    /// <summary>Levels of nesting accepted.</summary>
    public const int MaxDepth = 64;

    /// <summary>JSON tokens accepted in one body.</summary>
    public const int MaxTokens = 1_000_000;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    private readonly List<EnvelopeField> _fields = new(8);

    private RequestEnvelope()
    {
    }

    /// <summary>The top-level fields in their order.</summary>
    public IReadOnlyList<EnvelopeField> Fields => _fields;

    /// <summary>Finds a field by its exact name.</summary>
    public bool TryGet(string name, out EnvelopeField field)
    {
        foreach (var candidate in _fields)
        {
            if (candidate.Name == name)
            {
                field = candidate;
                return true;
            }
        }

        field = default;
        return false;
    }

    /// <summary>True where a field is the literal <c>true</c>.</summary>
    public bool IsTrue(string name) => TryGet(name, out var field) && field.Kind == JsonTokenType.True;

    /// <summary>A string field's value, or null where it is absent or no string.</summary>
    /// <param name="body">The bytes that this envelope was read from.</param>
    /// <param name="name">The field's name.</param>
    public string? GetString(ReadOnlySpan<byte> body, string name)
    {
        if (!TryGet(name, out var field) || field.Kind != JsonTokenType.String)
        {
            return null;
        }

        var reader = new Utf8JsonReader(field.Value(body));
        return reader.Read() ? reader.GetString() : null;
    }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="envelope">What was found.</param>
    /// <param name="error">Why it is refused, status 400.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, out RequestEnvelope envelope, out GatewayError error)
    {
        envelope = new RequestEnvelope();
        error = null!;
        if (body.IsEmpty)
        {
            error = Refuse("The request has no body; send a JSON object.");
            return false;
        }

        if (!Utf8.IsValid(body))
        {
            error = Refuse("The request body is not valid UTF-8.");
            return false;
        }

        var names = new NameTracker();
        try
        {
            var problem = envelope.Scan(body, ref names);
            if (problem is null && names.IsUncertain)
            {
                problem = CheckDuplicates(body);
            }

            error = problem is null ? null! : Refuse(problem);
            return problem is null;
        }
        catch (JsonException exception)
        {
            error = Refuse(Explain(body, exception));
            return false;
        }
        finally
        {
            names.Dispose();
        }
    }

    private string? Scan(ReadOnlySpan<byte> body, ref NameTracker names)
    {
        var reader = new Utf8JsonReader(body, ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "The request body must be a JSON object.";
        }

        names.Enter();
        var tokens = 0;
        var pending = default(EnvelopeField);
        while (reader.Read())
        {
            if (++tokens > MaxTokens)
            {
                return $"The request body has more than {MaxTokens} JSON tokens.";
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    names.Enter();
                    break;
                case JsonTokenType.EndObject:
                    names.Leave();
                    break;
                case JsonTokenType.PropertyName when reader.ValueIsEscaped && HasLoneSurrogate(reader.ValueSpan):
                case JsonTokenType.String when reader.ValueIsEscaped && HasLoneSurrogate(reader.ValueSpan):
                    return "The request body escapes half of a surrogate pair, which is no character.";
                case JsonTokenType.PropertyName:
                    names.Add(ref reader);
                    if (reader.CurrentDepth == 1)
                    {
                        pending = new EnvelopeField(reader.GetString()!, (int)reader.TokenStartIndex, reader.ValueSpan.Length + 2, 0, 0, default, 0);
                        continue;
                    }

                    break;
            }

            var depth = reader.CurrentDepth;
            if (depth == 1 && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.PropertyName))
            {
                pending = pending with { Start = (int)reader.TokenStartIndex, Kind = reader.TokenType };
                if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                {
                    AddField(pending, (int)reader.BytesConsumed);
                }
            }
            else if (depth == 1 && pending.Name is not null)
            {
                AddField(pending, (int)reader.BytesConsumed);
            }
            else if (depth == 2 && pending.Kind == JsonTokenType.StartArray
                && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                pending = pending with { Count = pending.Count + 1 };
            }
        }

        return null;

        void AddField(EnvelopeField field, int end)
        {
            _fields.Add(field with { Length = end - field.Start });
            pending = default;
        }
    }

    private static string? CheckDuplicates(ReadOnlySpan<byte> body)
    {
        try
        {
            _ = JsonElement.Parse(body, JsonText.ParseOptions);
            return null;
        }
        catch (JsonException)
        {
            return "The request body has a name twice in one object.";
        }
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        for (var at = escaped.IndexOf((byte)'\\'); at >= 0 && at + 1 < escaped.Length;)
        {
            if (escaped[at + 1] != (byte)'u')
            {
                at = Next(escaped, at + 2);
                continue;
            }

            var unit = HexUnit(escaped, at + 2);
            if (char.IsLowSurrogate((char)unit))
            {
                return true;
            }

            at += 6;
            if (char.IsHighSurrogate((char)unit))
            {
                if (at + 6 > escaped.Length || escaped[at] != (byte)'\\' || escaped[at + 1] != (byte)'u' || !char.IsLowSurrogate((char)HexUnit(escaped, at + 2)))
                {
                    return true;
                }

                at += 6;
            }

            at = Next(escaped, at);
        }

        return false;

        static int Next(ReadOnlySpan<byte> text, int from)
        {
            var offset = from < text.Length ? text[from..].IndexOf((byte)'\\') : -1;
            return offset < 0 ? -1 : from + offset;
        }

        static int HexUnit(ReadOnlySpan<byte> text, int from) =>
            System.Buffers.Text.Utf8Parser.TryParse(text.Slice(from, 4), out int unit, out _, 'x') ? unit : 0;
    }

    private static string Explain(ReadOnlySpan<byte> body, JsonException exception)
    {
        if (body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            return "The request body begins with a byte-order mark, which JSON does not allow.";
        }

        return exception.LineNumber is { } line && exception.BytePositionInLine is { } column
            ? $"The request body is not valid JSON (line {line + 1}, byte {column + 1}), or is nested deeper than {MaxDepth} levels."
            : $"The request body is not valid JSON, or is nested deeper than {MaxDepth} levels.";
    }

    private static GatewayError Refuse(string message) => GatewayError.InvalidRequest(message, null, "invalid_json");

    /// <summary>
    /// Remembers the hashes of the names in every open object. A hash met twice, or an object too wide to compare cheaply, makes the
    /// result uncertain and leaves the verdict to a full parse.
    /// </summary>
    private struct NameTracker : IDisposable
    {
        private const int MaxCompared = 64;
        private ulong[] _hashes;
        private int _count;
        private readonly int[] _starts;
        private int _depth;

        public NameTracker()
        {
            _hashes = ArrayPool<ulong>.Shared.Rent(256);
            _starts = ArrayPool<int>.Shared.Rent(MaxDepth + 1);
        }

        public bool IsUncertain { get; private set; }

        public void Enter() => _starts[_depth++] = _count;

        public void Leave() => _count = _starts[--_depth];

        public void Add(ref Utf8JsonReader reader)
        {
            if (IsUncertain)
            {
                return;
            }

            var hash = reader.ValueIsEscaped ? Hash(System.Text.Encoding.UTF8.GetBytes(reader.GetString()!)) : Hash(reader.ValueSpan);
            var known = _hashes.AsSpan(_starts[_depth - 1].._count);
            if (known.Length >= MaxCompared || known.Contains(hash))
            {
                IsUncertain = true;
                return;
            }

            if (_count == _hashes.Length)
            {
                var larger = ArrayPool<ulong>.Shared.Rent(_count * 2);
                _hashes.AsSpan(0, _count).CopyTo(larger);
                ArrayPool<ulong>.Shared.Return(_hashes);
                _hashes = larger;
            }

            _hashes[_count++] = hash;
        }

        public readonly void Dispose()
        {
            ArrayPool<ulong>.Shared.Return(_hashes);
            ArrayPool<int>.Shared.Return(_starts);
        }

        private static ulong Hash(ReadOnlySpan<byte> name)
        {
            var hash = 14695981039346656037UL;
            foreach (var value in name)
            {
                hash = (hash ^ value) * 1099511628211UL;
            }

            return hash;
        }
    }
}
