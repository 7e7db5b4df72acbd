using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using AiGateway.Admin;
using AiGateway.Secrets;
using AiGateway.Tests.Configuration;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Admin;

/// <summary>
/// Every path of the admin API, by every method, with every kind of credential and with none. Set GOLDEN_UPDATE=1 to rewrite the golden
/// file, and look at what changed in it.
/// </summary>
public sealed class MatrixTests
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"];

    [Fact]
    public async Task Every_endpoint_answers_each_role_and_method_as_the_golden_file_says()
    {
        // Without it the many bad tokens would make everybody wait.
        await using var gateway = await AdminGateway.StartAsync(services: s => s.AddSingleton(new BruteForceGuard(TimeProvider.System, int.MaxValue)));
        var (_, made) = await gateway.SendAsync("POST", "/admin/keys", gateway.Admin, new { name = "a virtual key" });
        var virtualKey = made.GetProperty("text").GetString()!;
        var bootstrap = await gateway.AnotherBootstrapTokenAsync();
        (string Name, string? Token)[] credentials =
        [
            ("none", null), ("bad", TokenText.Create(TokenText.AdminPrefix, out _)), ("virtual", virtualKey), ("bootstrap", bootstrap), ("viewer", gateway.Viewer), ("operator", gateway.Operator), ("admin", gateway.Admin),
        ];
        var text = new StringBuilder();
        foreach (var path in Paths(gateway).Append("/admin").Append("/admin/nothing").Append("/").Append("/v1/chat/completions").Append("/health/ready"))
        {
            foreach (var method in Methods)
            {
                text.Append(CultureInfo.InvariantCulture, $"{method} {path}:");
                foreach (var (name, token) in credentials)
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", "nothing", StringComparison.Ordinal).Replace("{name}", "nothing", StringComparison.Ordinal).Replace("{**name}", "nothing", StringComparison.Ordinal));
                    request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
                    request.Content = method is "GET" or "HEAD" ? null : new StringContent("{}", Encoding.UTF8, "application/json");
                    using var response = await gateway.Client.SendAsync(request);
                    text.Append(CultureInfo.InvariantCulture, $" {name} {(int)response.StatusCode}");
                }

                text.Append('\n');
            }
        }

        var golden = RepositoryFiles.Path("tests", "AiGateway.Tests", "Admin", "matrix.golden.txt");
        if (Environment.GetEnvironmentVariable("GOLDEN_UPDATE") == "1")
        {
            await File.WriteAllTextAsync(golden, text.ToString());
        }

        text.ToString().Split('\n').ShouldBe((await File.ReadAllTextAsync(golden)).Split('\n'));
    }

    [Fact]
    public void The_golden_file_lets_nobody_in_without_a_token_and_no_viewer_write()
    {
        // Holds whatever the file is rewritten to.
        var rows = File.ReadAllLines(RepositoryFiles.Path("tests", "AiGateway.Tests", "Admin", "matrix.golden.txt"));

        rows.Length.ShouldBeGreaterThan(200);
        foreach (var row in rows)
        {
            row.ShouldContain(": none 401 bad 401 virtual 401 ", Case.Sensitive, row);
            if (row.Split(' ')[0] is "PUT" or "PATCH" or "DELETE" || (row.StartsWith("POST", StringComparison.Ordinal) && !row.Contains("/explain", StringComparison.Ordinal)))
            {
                (row.Contains(" viewer 403", StringComparison.Ordinal) || row.Contains(" viewer 404", StringComparison.Ordinal) || row.Contains(" viewer 405", StringComparison.Ordinal)).ShouldBeTrue(row);
            }

            if (!row.StartsWith("POST /admin/bootstrap", StringComparison.Ordinal))
            {
                (row.Contains(" bootstrap 403", StringComparison.Ordinal) || row.Contains(" bootstrap 404", StringComparison.Ordinal) || row.Contains(" bootstrap 405", StringComparison.Ordinal)).ShouldBeTrue(row);
            }
        }
    }

    [Fact]
    public async Task Every_endpoint_of_both_applications_has_a_policy()
    {
        await using var gateway = await AdminGateway.StartAsync();

        var admin = gateway.Server.Endpoints.OfType<RouteEndpoint>().ToArray();
        admin.Length.ShouldBeGreaterThan(30);
        foreach (var endpoint in admin)
        {
            endpoint.Metadata.GetMetadata<IAllowAnonymous>().ShouldBeNull(endpoint.DisplayName);
            endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).Single()
                .ShouldBeOneOf(AdminPolicies.Viewer, AdminPolicies.Operator, AdminPolicies.Admin, AdminPolicies.Bootstrap);
            endpoint.RoutePattern.RawText!.TrimStart('/').ShouldStartWith("admin/");
        }

        // Those of the data port have the fallback, which demands a caller; what is open to all is health alone.
        var data = gateway.Gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        data.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(e => e.RoutePattern.RawText).ShouldBe(["/health/live", "/health/ready"], ignoreOrder: true);
        data.Select(e => e.RoutePattern.RawText!).ShouldAllBe(path => !path.Contains("admin", StringComparison.OrdinalIgnoreCase));
        var policies = gateway.Gateway.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        (await policies.GetFallbackPolicyAsync()).ShouldNotBeNull().Requirements.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_endpoint_that_says_nothing_is_open_to_nobody()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddAuthorization(AdminPolicies.Configure);
        await using var app = builder.Build();
        var authorization = app.Services.GetRequiredService<IAuthorizationService>();
        var holder = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity([new(System.Security.Claims.ClaimTypes.Role, AdminPolicies.Admin)], "test"));
        var options = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AuthorizationOptions>>().Value;
        var silent = new DefaultHttpContext();
        silent.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/x"), 0, EndpointMetadataCollection.Empty, "x"));

        (await authorization.AuthorizeAsync(holder, silent, options.FallbackPolicy!)).Succeeded.ShouldBeFalse("no policy at all");
        (await authorization.AuthorizeAsync(holder, silent, options.DefaultPolicy)).Succeeded.ShouldBeFalse("a policy without a name");
        (await authorization.AuthorizeAsync(holder, new DefaultHttpContext(), options.FallbackPolicy!)).Succeeded.ShouldBeTrue("an unknown path is told to whoever has a token");
    }

    private static IEnumerable<string> Paths(AdminGateway gateway) => gateway.Server.Endpoints.OfType<RouteEndpoint>()
        .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);
}
