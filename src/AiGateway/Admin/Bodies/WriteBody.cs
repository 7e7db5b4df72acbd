using System.Runtime.CompilerServices;
using System.Text.Json;
using AiGateway.Management;

namespace AiGateway.Admin.Bodies;

/// <summary>A body that knows which of its fields were there: one that is left out is left as it is, one that is null is cleared.</summary>
internal abstract class WriteBody
{
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>The fields that were there, as the body names them. Not public, or a body could have a field of this name.</summary>
    internal IReadOnlySet<string> Given => _given;

    /// <summary>A property's name as the body has it.</summary>
    public static string FieldOf(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);

    /// <summary>Whether a field was there.</summary>
    /// <param name="property">The property's name.</param>
    public bool Has(string property) => _given.Contains(FieldOf(property));

    /// <summary>A field as a patch has it: null where it was not there, a change to null where it was null.</summary>
    /// <param name="property">The property's name.</param>
    /// <param name="value">Its value.</param>
    public Change<T>? ChangeOf<T>(string property, T value) => Has(property) ? new Change<T>(value) : default(Change<T>?);

    /// <summary>Notes that a field was there; for its setter.</summary>
    protected T Taken<T>(T value, [CallerMemberName] string property = "")
    {
        if (value is IEnumerable<string?> texts && texts.Any(static text => text is null))
        {
            throw new AdminProblemException(ProblemKind.Invalid, "The list holds a null.", FieldOf(property));
        }

        _given.Add(FieldOf(property));
        return value;
    }
}
