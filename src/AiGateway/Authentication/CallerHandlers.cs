using AiGateway.Authentication.Jwt;
using AiGateway.Configuration;
using Microsoft.AspNetCore.Authentication;

namespace AiGateway.Authentication;

/// <summary>Gives each request its handler, which then knows why the request was refused.</summary>
/// <remarks>In place of ASP.NET's own, which makes several objects for each request so that there may be many schemes and handlers; here is one.</remarks>
internal sealed class CallerHandlers(SnapshotStore<GatewayConfig> store, KeyDirectory directory, JwtAuthenticator tokens) : IAuthenticationHandlerProvider
{
    /// <summary>The handler of a request.</summary>
    public VirtualKeyHandler Of(HttpContext context)
    {
        var handler = context.Features.Get<VirtualKeyHandler>();
        if (handler is null)
        {
            handler = new VirtualKeyHandler(context, store, directory, tokens);
            context.Features.Set(handler);
        }

        return handler;
    }

    /// <inheritdoc/>
    public Task<IAuthenticationHandler?> GetHandlerAsync(HttpContext context, string authenticationScheme) =>
        Task.FromResult<IAuthenticationHandler?>(authenticationScheme == VirtualKeyHandler.SchemeName ? Of(context) : null);
}
