namespace AiGateway.Storage;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Limit">How many items at most; taken as 1 below that, and as <see cref="MostItems"/> above.</param>
/// <param name="After">What <see cref="Page{T}.Next"/> of the page before said; null for the first. What no page ever said gives some page or none, never an error.</param>
internal sealed record PageRequest(int Limit, string? After)
{
    /// <summary>The most items of one page.</summary>
    public const int MostItems = 1000;
}
