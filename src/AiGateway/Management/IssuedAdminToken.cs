using System.Diagnostics;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>A token for the admin API as it was just made.</summary>
/// <param name="Token">All about it but the token itself.</param>
/// <param name="Text">The token itself: shown once, and nowhere kept.</param>
[DebuggerDisplay("{Token.Id}")]
internal sealed record IssuedAdminToken(StoredAdminToken Token, string Text)
{
    /// <summary>Without the token itself, so that it gets into no log.</summary>
    public override string ToString() => $"token {Token.Id}";
}
