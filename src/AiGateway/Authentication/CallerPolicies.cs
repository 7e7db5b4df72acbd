using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;

namespace AiGateway.Authentication;

/// <summary>Judges the policy that nearly every endpoint has, that somebody known must call, by itself; any other as ASP.NET does.</summary>
internal sealed class CallerPolicies(IAuthorizationService authorization) : PolicyEvaluator(authorization)
{
    private static readonly Task<PolicyAuthorizationResult> Admitted = Task.FromResult(PolicyAuthorizationResult.Success());

    /// <inheritdoc/>
    public override Task<PolicyAuthorizationResult> AuthorizeAsync(AuthorizationPolicy policy, AuthenticateResult authenticationResult, HttpContext context, object? resource) =>
        authenticationResult.Succeeded && policy.Requirements is [DenyAnonymousAuthorizationRequirement]
            ? Admitted
            : base.AuthorizeAsync(policy, authenticationResult, context, resource);
}
