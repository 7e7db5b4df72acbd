namespace AiGateway.Admin;

/// <summary>The parameters that an endpoint's query may have, as its metadata.</summary>
/// <param name="All">Every one.</param>
internal sealed record QueryParameters(IReadOnlyList<QueryParameter> All);
