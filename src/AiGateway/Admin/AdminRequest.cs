using AiGateway.Audit;
using AiGateway.Exchanges;

namespace AiGateway.Admin;

/// <summary>What is known of a request to the admin API beside its content.</summary>
internal static class AdminRequest
{
    private static readonly object IdKey = new();

    /// <summary>The request's id, the same whenever it is asked for.</summary>
    public static string IdOf(HttpContext context)
    {
        if (context.Items.TryGetValue(IdKey, out var known))
        {
            return (string)known!;
        }

        var id = RequestIds.New();
        context.Items[IdKey] = id;
        return id;
    }

    /// <summary>Where it comes from: the socket's address, since no header of a caller's is believed here.</summary>
    public static string OriginOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    /// <summary>Who asks, as the audit log has it.</summary>
    public static Actor ActorOf(HttpContext context)
    {
        var holder = context.Features.GetRequiredFeature<AdminIdentity>();
        // An actor without a role would count as the gateway itself, which may do everything.
        var role = holder.Role ?? throw new InvalidOperationException("A bootstrap token acts for nobody.");
        return new Actor($"token:{holder.TokenId}", role, OriginOf(context), IdOf(context));
    }
}
