using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiGateway.Admin.Bodies;

/// <summary>A body that knows which of its fields were there: one that is left out is left as it is, one that is null is cleared.</summary>
internal abstract class WriteBody
{
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>The fields that were there, as the body names them.</summary>
    [JsonIgnore]
    public IReadOnlySet<string> Given => _given;

    /// <summary>A property's name as the body has it.</summary>
    public static string FieldOf(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);

    /// <summary>Whether a field was there.</summary>
    /// <param name="property">The property's name.</param>
    public bool Has(string property) => _given.Contains(FieldOf(property));

    /// <summary>Notes that a field was there; for its setter.</summary>
    protected T Taken<T>(T value, [CallerMemberName] string property = "")
    {
        if (value is IEnumerable<string?> texts && texts.Contains(null))
        {
            throw new AdminProblemException(ProblemKind.Invalid, "The list holds a null.", FieldOf(property));
        }

        _given.Add(FieldOf(property));
        return value;
    }
}
