namespace AiGateway.Fakes.Schema;

/// <summary>What is wrong with a value; the first violation found refuses the request.</summary>
internal enum ViolationKind
{
    Unknown,
    Missing,
    WrongType,
    NotAllowed,
    TooSmall,
    TooLarge,
    TooShort,
    TooLong,
    BadFormat,
}

/// <summary>A request body that does not fit its provider's schema.</summary>
internal sealed class SchemaViolation(JsonPath path, ViolationKind kind, string expected, string got)
    : Exception($"{kind} at '{path}': expected {expected}, got {got}")
{
    public JsonPath Path { get; } = path;

    public ViolationKind Kind { get; } = kind;

    /// <summary>What would have been right: a type, a list of values or a limit.</summary>
    public string Expected { get; } = expected;

    /// <summary>What came instead.</summary>
    public string Got { get; } = got;
}
