using System.Text.Json;

namespace AiGateway.Fakes.Schema;

internal sealed class ListShape(Shape item, int min, int max) : Shape
{
    public override string Name => "an array";

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.Array;

    public override void Check(JsonElement value, JsonPath path)
    {
        RequireKind(value, path);
        var count = value.GetArrayLength();
        if (count < min)
        {
            throw new SchemaViolation(path, ViolationKind.TooShort, $"an array with minimum length {min}", count == 0 ? "an empty array" : $"an array with length {count}");
        }

        if (count > max)
        {
            throw new SchemaViolation(path, ViolationKind.TooLong, $"an array with maximum length {max}", $"an array with length {count}");
        }

        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            item.Check(element, path[index++]);
        }
    }
}

internal sealed class MapShape(Shape form, int max) : Shape
{
    public override string Name => "an object";

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    public override void Check(JsonElement value, JsonPath path)
    {
        RequireKind(value, path);
        var count = 0;
        foreach (var property in value.EnumerateObject())
        {
            form.Check(property.Value, path[property.Name]);
            count++;
        }

        if (count > max)
        {
            throw new SchemaViolation(path, ViolationKind.TooLong, $"an object with at most {max} properties", $"one with {count}");
        }
    }
}

internal sealed class EitherShape(Shape[] forms) : Shape
{
    public override string Name => "one of " + string.Join(" or ", forms.Select(form => form.Name));

    public override bool Fits(JsonElement value) => forms.Any(form => form.Fits(value));

    public override void Check(JsonElement value, JsonPath path)
    {
        var form = forms.FirstOrDefault(form => form.Fits(value))
            ?? throw new SchemaViolation(path, ViolationKind.WrongType, Name, KindOf(value));
        form.Check(value, path);
    }
}

internal sealed class TaggedShape(string tag, (string Value, Shape Form)[] forms, Shape? untagged) : Shape
{
    public override string Name => "an object";

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    public override void Check(JsonElement value, JsonPath path)
    {
        RequireKind(value, path);
        if (!value.TryGetProperty(tag, out var mark) || (mark.ValueKind == JsonValueKind.Null && untagged is not null))
        {
            (untagged ?? throw new SchemaViolation(path[tag], ViolationKind.Missing, Expected, "nothing")).Check(value, path);
            return;
        }

        if (mark.ValueKind != JsonValueKind.String)
        {
            throw new SchemaViolation(path[tag], ViolationKind.WrongType, Expected, KindOf(mark));
        }

        var form = System.Array.Find(forms, form => mark.ValueEquals(form.Value)).Form
            ?? throw new SchemaViolation(path[tag], ViolationKind.NotAllowed, Expected, $"'{mark.GetString()}'");
        form.Check(value, path);
    }

    private string Expected => "one of " + string.Join(", ", forms.Select(form => $"'{form.Value}'"));
}

internal sealed class ObjectShape(Field[] fields, Func<string, string>? otherSpelling = null) : Shape
{
    public override string Name => "an object";

    /// <summary>The same object with further fields.</summary>
    public ObjectShape With(params Field[] more) => new([.. fields, .. more], otherSpelling);

    /// <summary>The same object, whose fields may also be spelled so that this makes their names of it.</summary>
    public ObjectShape AlsoSpelled(Func<string, string> spelling) => new(fields, spelling);

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    public override void Check(JsonElement value, JsonPath path)
    {
        RequireKind(value, path);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var name = otherSpelling?.Invoke(property.Name) ?? property.Name;
            var field = System.Array.Find(fields, field => string.Equals(field.Name, name, StringComparison.Ordinal))
                ?? throw new SchemaViolation(path[property.Name], ViolationKind.Unknown, "a known field", property.Name);
            seen.Add(name);
            if (property.Value.ValueKind != JsonValueKind.Null || !field.Nullable)
            {
                field.Shape.Check(property.Value, path[property.Name]);
            }
        }

        foreach (var field in fields)
        {
            if (field.Required && !seen.Contains(field.Name))
            {
                throw new SchemaViolation(path[field.Name], ViolationKind.Missing, field.Shape.Name, "nothing");
            }
        }
    }
}
