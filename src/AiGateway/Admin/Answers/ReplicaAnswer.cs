namespace AiGateway.Admin.Answers;

/// <summary>A replica that runs.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Configuration">The version of the configuration in force there; the part after the dash is the same wherever the options are.</param>
/// <param name="Since">When it started.</param>
/// <param name="StoreNumber">The number of the last change of the store that it has taken over.</param>
/// <param name="Self">Whether it is the one that answers.</param>
internal sealed record ReplicaAnswer(string Id, string Configuration, DateTimeOffset Since, long StoreNumber, bool Self);
