using System.Diagnostics;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>A virtual key as it was just made.</summary>
/// <param name="Key">All about it but the key itself.</param>
/// <param name="Text">The key itself: shown once, and nowhere kept.</param>
[DebuggerDisplay("{Key.Id}")]
internal sealed record IssuedKey(StoredKey Key, string Text)
{
    /// <summary>Without the key itself, so that it gets into no log.</summary>
    public override string ToString() => $"key {Key.Id}";
}
