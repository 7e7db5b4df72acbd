namespace AiGateway.Storage;

/// <summary>A part of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">What to ask for the next page with; null after the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
