using AiGateway.Storage;

namespace AiGateway.Audit;

/// <summary>Who asks for a change, and from where.</summary>
/// <param name="Name"><c>token:ID</c>, <c>cli:USER</c> or <c>system</c>.</param>
/// <param name="Role">What a token's holder may do; null for the command line and the system itself, which may do everything.</param>
/// <param name="Origin">An address, or a host's name.</param>
/// <param name="RequestId">The request that asks; null for none.</param>
internal sealed record Actor(string Name, AdminRole? Role, string Origin, string? RequestId)
{
    /// <summary>The gateway itself.</summary>
    public static Actor System { get; } = new("system", null, Environment.MachineName, null);

    /// <summary>Whether the actor may do everything.</summary>
    public bool IsAdmin => Role is null or AdminRole.Admin;
}
