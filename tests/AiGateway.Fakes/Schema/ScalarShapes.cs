using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiGateway.Fakes.Schema;

internal sealed class AnyShape : Shape
{
    public override string Name => "any value";

    public override bool Fits(JsonElement value) => true;

    public override void Check(JsonElement value, JsonPath path)
    {
    }
}

internal sealed class KindShape(string name, JsonValueKind kind) : Shape
{
    public override string Name => name;

    public override bool Fits(JsonElement value) => value.ValueKind == kind;

    public override void Check(JsonElement value, JsonPath path) => RequireKind(value, path);
}

internal sealed class BoolShape : Shape
{
    public override string Name => "a boolean";

    public override bool Fits(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    public override void Check(JsonElement value, JsonPath path) => RequireKind(value, path);
}

internal sealed class TextShape(int min, int max, Regex? pattern) : Shape
{
    public override string Name => "a string";

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.String;

    public override void Check(JsonElement value, JsonPath path)
    {
        RequireKind(value, path);
        var text = value.GetString()!;
        if (text.Length < min)
        {
            throw new SchemaViolation(path, ViolationKind.TooShort, $"a string with minimum length {min}", $"a string with length {text.Length}");
        }

        if (text.Length > max)
        {
            throw new SchemaViolation(path, ViolationKind.TooLong, $"a string with maximum length {max}", $"a string with length {text.Length}");
        }

        if (pattern is not null && !pattern.IsMatch(text))
        {
            throw new SchemaViolation(path, ViolationKind.BadFormat, $"a string that matches the pattern '{pattern}'", $"'{text}'");
        }
    }
}

internal sealed class EnumShape(string[] values) : Shape
{
    public override string Name => values.Length == 1 ? $"'{values[0]}'" : "one of " + string.Join(", ", values.Select(value => $"'{value}'"));

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.String;

    public override void Check(JsonElement value, JsonPath path)
    {
        if (!Fits(value))
        {
            throw new SchemaViolation(path, ViolationKind.WrongType, Name, KindOf(value));
        }

        if (!values.Contains(value.GetString(), StringComparer.Ordinal))
        {
            throw new SchemaViolation(path, ViolationKind.NotAllowed, Name, $"'{value.GetString()}'");
        }
    }
}

internal sealed class NumberShape(bool whole, double min, double max) : Shape
{
    public override string Name => whole ? "an integer" : "a decimal number";

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.Number && (!whole || value.TryGetInt64(out _));

    public override void Check(JsonElement value, JsonPath path)
    {
        RequireKind(value, path);
        var number = value.GetDouble();
        if (number < min || double.IsNaN(number))
        {
            throw new SchemaViolation(path, ViolationKind.TooSmall, $"a value >= {Show(min)}", Show(number));
        }

        if (number > max)
        {
            throw new SchemaViolation(path, ViolationKind.TooLarge, $"a value <= {Show(max)}", Show(number));
        }
    }

    private static string Show(double number) => number.ToString(CultureInfo.InvariantCulture);
}
