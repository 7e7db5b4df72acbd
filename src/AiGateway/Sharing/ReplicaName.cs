using System.Security.Cryptography;

namespace AiGateway.Sharing;

/// <summary>What this replica is called among its kind, for as long as it runs.</summary>
internal sealed class ReplicaName
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The machine's name, which is the pod's in Kubernetes, and six random characters: several may run on one machine.</summary>
    public string Id { get; } = $"{Shorten(Environment.MachineName)}-{RandomNumberGenerator.GetString(Letters, 6)}";

    private static string Shorten(string machine) => new([.. machine.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.').Take(64)]);
}
