namespace AiGateway.Surfaces;

/// <summary>OpenAI's list of models.</summary>
/// <param name="Object">Always <c>list</c>.</param>
/// <param name="Data">The models.</param>
internal sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);
