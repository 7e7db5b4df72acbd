using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using AiGateway.Configuration;

namespace AiGateway.Providers;

/// <summary>A provider's key as a call uses it; prints as its id.</summary>
/// <param name="Id">What it is known by: stable over reloads, and it says nothing of the key.</param>
/// <param name="Value">The key itself.</param>
[DebuggerDisplay("{Id}")]
internal sealed record Credential(string Id, [property: DebuggerBrowsable(DebuggerBrowsableState.Never)] string Value)
{
    /// <summary>Makes the credential of a configured key.</summary>
    /// <param name="provider">The provider's name, in any case.</param>
    /// <param name="key">The key.</param>
    public static Credential Of(string provider, Secret key)
    {
        var value = key.Reveal();
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{provider.ToLowerInvariant()}\n{value}"));
        return new Credential(Convert.ToHexStringLower(digest.AsSpan(0, 6)), value);
    }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
