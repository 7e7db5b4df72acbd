using System.Security.Claims;
using System.Text.Encodings.Web;
using AiGateway.Management;
using AiGateway.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace AiGateway.Admin;

/// <summary>Authenticates holders of admin tokens, by <c>Authorization: Bearer</c> and nothing else. Every refusal looks the same.</summary>
internal sealed partial class AdminTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AdminTokenManagement tokens, BruteForceGuard guard)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "AdminToken";

    /// <summary>The claim of a bootstrap token, which has no role.</summary>
    public const string BootstrapClaim = "aigateway:bootstrap";

    private AdminProblemException _refusal = Unauthorized();

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        var presented = PresentedToken.Read(Request.Headers, out var tokenId);
        var address = Context.Connection.RemoteIpAddress;
        if (guard.DelayOf(address, tokenId) is { } delay)
        {
            return Refuse(TooMany(delay));
        }

        var token = presented is null ? null : await tokens.FindAsync(presented, Context.RequestAborted);
        if (token is null)
        {
            if (guard.Failed(address, tokenId) is { } next)
            {
                LogGuessing(Logger, AdminRequest.OriginOf(Context), next.TotalSeconds);
            }

            return Refuse(Unauthorized());
        }

        return Success(token);
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_refusal.Kind == ProblemKind.Unauthorized)
        {
            Response.Headers.WWWAuthenticate = "Bearer";
        }

        return ProblemWriter.WriteAsync(Context, _refusal);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var holder = Context.Features.GetRequiredFeature<AdminIdentity>();
        var needed = Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
        var detail = holder.Role is { } role
            ? needed == AdminPolicies.Bootstrap
                ? "This is for the one-time token of the first start alone."
                : $"This needs the role {needed}; the token has {AdminPolicies.NameOf(role)}."
            : "The one-time token of the first start is good for POST /admin/bootstrap alone.";
        return ProblemWriter.WriteAsync(Context, new AdminProblemException(ProblemKind.Forbidden, detail));
    }

    private static AdminProblemException Unauthorized() =>
        new(ProblemKind.Unauthorized, "Send a valid admin token: Authorization: Bearer agw-admin-…");

    private static AdminProblemException TooMany(TimeSpan delay) =>
        new(ProblemKind.TooManyAttempts, "Too many bad tokens came from this address or for this token. None is looked at until the time in Retry-After is over.") { RetryAfter = delay };

    private AuthenticateResult Success(StoredAdminToken token)
    {
        AdminRole? role = token.IsBootstrap ? null : token.Role;
        Context.Features.Set(new AdminIdentity(token.Id, token.Name, role, token.ExpiresAt));
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, token.Id), role is { } real ? new Claim(ClaimTypes.Role, AdminPolicies.NameOf(real)) : new Claim(BootstrapClaim, "once")], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private AuthenticateResult Refuse(AdminProblemException problem)
    {
        _refusal = problem;
        return AuthenticateResult.Fail(problem.Message);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Bad admin tokens keep coming from {Address}; none from there is looked at for {Seconds} s")]
    private static partial void LogGuessing(ILogger logger, string address, double seconds);
}
