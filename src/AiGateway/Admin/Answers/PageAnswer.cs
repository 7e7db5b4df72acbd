namespace AiGateway.Admin.Answers;

/// <summary>One page of a list.</summary>
/// <param name="Items">Its entries.</param>
/// <param name="Next">What to ask for with `after` to get the next page; null where this is the last.</param>
internal sealed record PageAnswer<T>(IReadOnlyList<T> Items, string? Next);
