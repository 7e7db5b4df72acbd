using System.Text.Json.Serialization;

namespace AiGateway.Sharing;

/// <summary>One replica as it tells the others of itself.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Configuration">The version of the configuration in force there: a count of its own, and a digest that is the same wherever the options are.</param>
/// <param name="Since">When it started.</param>
/// <param name="StoreNumber">The number of the last change of the store that it has taken over; 0 without a store.</param>
internal sealed record ReplicaInfo(string Id, string Configuration, DateTimeOffset Since, long StoreNumber)
{
    /// <summary>Whether it is the one that is asked.</summary>
    [JsonIgnore]
    public bool IsSelf { get; init; }
}
