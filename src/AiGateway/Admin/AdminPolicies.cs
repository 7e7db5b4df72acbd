using AiGateway.Storage;
using Microsoft.AspNetCore.Authorization;

namespace AiGateway.Admin;

/// <summary>Who may use an endpoint. One that says nothing is open to nobody.</summary>
internal static class AdminPolicies
{
    /// <summary>Whoever may look.</summary>
    public const string Viewer = "viewer";

    /// <summary>Whoever may run the daily business.</summary>
    public const string Operator = "operator";

    /// <summary>Whoever may do everything.</summary>
    public const string Admin = "admin";

    /// <summary>The one-time token of the first start alone.</summary>
    public const string Bootstrap = "bootstrap";

    /// <summary>A role's name, which is also that of its policy.</summary>
    public static string NameOf(AdminRole role) => role switch
    {
        AdminRole.Viewer => Viewer,
        AdminRole.Operator => Operator,
        _ => Admin,
    };

    /// <summary>Adds the policies.</summary>
    public static void Configure(AuthorizationOptions options)
    {
        options.AddPolicy(Viewer, static policy => policy.RequireRole(Viewer, Operator, Admin));
        options.AddPolicy(Operator, static policy => policy.RequireRole(Operator, Admin));
        options.AddPolicy(Admin, static policy => policy.RequireRole(Admin));
        options.AddPolicy(Bootstrap, static policy => policy.RequireClaim(AdminTokenHandler.BootstrapClaim));
        options.DefaultPolicy = new AuthorizationPolicyBuilder().RequireAssertion(static _ => false).Build();
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(static context => !IsEndpoint(context.Resource)).Build();
    }

    /// <summary>Whether it is one of ours; a path or a method that is not known is told to whoever has a token.</summary>
    private static bool IsEndpoint(object? resource) => resource is not HttpContext context || context.GetEndpoint() is RouteEndpoint;
}
