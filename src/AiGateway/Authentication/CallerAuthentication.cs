using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace AiGateway.Authentication;

/// <summary>Authenticates callers. There is one way to do so, and nobody is signed in or out.</summary>
/// <remarks>In place of ASP.NET's own, which copies each result so that claims may be added to it, and is made anew for each request.</remarks>
internal sealed class CallerAuthentication(CallerHandlers handlers) : IAuthenticationService
{
    /// <inheritdoc/>
    public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) => Handler(context, scheme).AuthenticateAsync();

    /// <inheritdoc/>
    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Handler(context, scheme).ChallengeAsync(properties);

    /// <inheritdoc/>
    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Handler(context, scheme).ForbidAsync(properties);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) =>
        throw new NotSupportedException("Callers of the gateway are not signed in.");

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        throw new NotSupportedException("Callers of the gateway are not signed out.");

    private VirtualKeyHandler Handler(HttpContext context, string? scheme) =>
        scheme is null or VirtualKeyHandler.SchemeName
            ? handlers.Of(context)
            : throw new InvalidOperationException($"There is no authentication scheme `{scheme}`; the gateway has `{VirtualKeyHandler.SchemeName}` alone.");
}
