using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace AiGateway.Configuration;

/// <summary>A resolved secret that prints as <c>***</c> everywhere and gives its value only to <see cref="Reveal"/>.</summary>
[DebuggerDisplay("***")]
[JsonConverter(typeof(SecretJsonConverter))]
internal sealed class Secret : IEquatable<Secret>
{
    /// <summary>What stands in for a secret wherever one would be printed.</summary>
    public const string Mask = "***";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _digest;

    /// <summary>Wraps a value that has already been resolved and checked.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
        _digest = SHA256.HashData(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>The SHA-256 of the value (32 bytes), for comparing snapshots without the values themselves.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>The value itself; call it only where it goes onto the wire or into a comparison.</summary>
    public string Reveal() => _value;

    /// <summary>Compares digests in constant time, so that neither content nor length shows in the time taken.</summary>
    public bool Equals(Secret? other) => other is not null && CryptographicOperations.FixedTimeEquals(_digest, other._digest);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_digest);

    /// <summary>Always <see cref="Mask"/>.</summary>
    public override string ToString() => Mask;
}
