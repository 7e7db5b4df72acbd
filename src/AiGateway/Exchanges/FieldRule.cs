using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Exchanges;

/// <summary>What one top-level field of a request may be.</summary>
internal sealed class FieldRule
{
    private readonly string _expected;
    private readonly Func<EnvelopeField, bool> _isKind;
    private readonly Func<EnvelopeField, ReadOnlySpan<byte>, string?>? _checkValue;

    private FieldRule(string expected, Func<EnvelopeField, bool> isKind, Func<EnvelopeField, ReadOnlySpan<byte>, string?>? checkValue = null)
    {
        _expected = expected;
        _isKind = isKind;
        _checkValue = checkValue;
    }

    /// <summary>true or false.</summary>
    public static FieldRule Boolean { get; } = new("a boolean", static f => f.Kind is JsonTokenType.True or JsonTokenType.False);

    /// <summary>Any string.</summary>
    public static FieldRule String { get; } = new("a string", static f => f.Kind == JsonTokenType.String);

    /// <summary>Any object.</summary>
    public static FieldRule Object { get; } = new("an object", static f => f.Kind == JsonTokenType.StartObject);

    /// <summary>An array of so many elements.</summary>
    public static FieldRule Array(int min, int max) => new("an array", static f => f.Kind == JsonTokenType.StartArray, (field, _) =>
        field.Count < min || field.Count > max ? Invariant($"expected an array of {min} to {max} elements, but got {field.Count}.") : null);

    /// <summary>A whole number within a range.</summary>
    public static FieldRule Integer(long min, long max) => new("an integer", static f => f.Kind == JsonTokenType.Number, (field, value) =>
        Utf8Parser.TryParse(value, out long number, out var used) && used == value.Length && number >= min && number <= max
            ? null
            : Invariant($"expected an integer from {min} to {max}."));

    /// <summary>A finite number within a range.</summary>
    public static FieldRule Number(double min, double max) => new("a number", static f => f.Kind == JsonTokenType.Number, (field, value) =>
        Utf8Parser.TryParse(value, out double number, out var used) && used == value.Length && double.IsFinite(number) && number >= min && number <= max
            ? null
            : Invariant($"expected a number from {min} to {max}."));

    /// <summary>The reason to refuse a field, or null.</summary>
    public GatewayError? Check(EnvelopeField field, ReadOnlySpan<byte> body)
    {
        if (!_isKind(field))
        {
            return GatewayError.InvalidRequest($"Invalid type for '{field.Name}': expected {_expected}.", field.Name, "invalid_type");
        }

        return _checkValue?.Invoke(field, field.Value(body)) is { } problem
            ? GatewayError.InvalidRequest($"Invalid value for '{field.Name}': {problem}", field.Name, "invalid_value")
            : null;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
