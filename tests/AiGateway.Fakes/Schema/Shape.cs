using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiGateway.Fakes.Schema;

/// <summary>The form a JSON value must have; shapes are built once and are immutable.</summary>
internal abstract class Shape
{
    public static readonly Shape Any = new AnyShape();
    public static readonly Shape Bool = new BoolShape();
    public static readonly Shape AnyObject = new KindShape("an object", JsonValueKind.Object);

    /// <summary>How the provider names the form in an error.</summary>
    public abstract string Name { get; }

    /// <summary>Holds a value against the form.</summary>
    /// <exception cref="SchemaViolation">The value has another form.</exception>
    public abstract void Check(JsonElement value, JsonPath path);

    /// <summary>Whether the value's JSON kind is right, so that a union can choose among its forms.</summary>
    public abstract bool Fits(JsonElement value);

    public static Shape Text(int min = 0, int max = int.MaxValue, Regex? pattern = null) => new TextShape(min, max, pattern);

    public static Shape OneOf(params string[] values) => new EnumShape(values);

    public static Shape Int(long min = long.MinValue, long max = long.MaxValue) => new NumberShape(true, min, max);

    public static Shape Number(double min = double.MinValue, double max = double.MaxValue) => new NumberShape(false, min, max);

    public static Shape List(Shape item, int min = 0, int max = int.MaxValue) => new ListShape(item, min, max);

    public static Shape Map(Shape value, int max = int.MaxValue) => new MapShape(value, max);

    /// <summary>A value whose JSON kind decides which of the forms it must have.</summary>
    public static Shape Either(params Shape[] forms) => new EitherShape(forms);

    /// <summary>Objects told apart by one field's text.</summary>
    public static Shape Tagged(string tag, params (string Value, Shape Form)[] forms) => new TaggedShape(tag, forms, null);

    /// <summary>Objects told apart by one field's text, which may be absent.</summary>
    public static Shape TaggedOr(string tag, Shape untagged, params (string Value, Shape Form)[] forms) => new TaggedShape(tag, forms, untagged);

    public static ObjectShape Object(params Field[] fields) => new(fields);

    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "an integer" : "a decimal number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    protected void RequireKind(JsonElement value, JsonPath path)
    {
        if (!Fits(value))
        {
            throw new SchemaViolation(path, ViolationKind.WrongType, Name, KindOf(value));
        }
    }
}

/// <summary>One field of an object.</summary>
internal sealed record Field(string Name, Shape Shape, bool Required, bool Nullable)
{
    /// <summary>A field that must be there.</summary>
    public static Field Must(string name, Shape shape) => new(name, shape, true, false);

    /// <summary>A field that must be there and may be null.</summary>
    public static Field MustOrNull(string name, Shape shape) => new(name, shape, true, true);

    /// <summary>A field that may be absent or null.</summary>
    public static Field May(string name, Shape shape) => new(name, shape, false, true);

    /// <summary>A field that may be absent and must not be null.</summary>
    public static Field Opt(string name, Shape shape) => new(name, shape, false, false);
}
