namespace AiGateway.Management;

/// <summary>A new value for a field of a patch, where null is a value too; a field without one stays as it is.</summary>
/// <param name="Value">The value.</param>
internal readonly record struct Change<T>(T Value)
{
    /// <summary>A change to the value.</summary>
    public static implicit operator Change<T>(T value) => new(value);
}
