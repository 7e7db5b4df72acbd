using System.Net;

namespace AiGateway.Tests.Admin;

/// <summary>Providers' secrets can be written and never read.</summary>
public sealed class SecretTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private readonly AdminGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task A_secret_is_set_replaced_under_its_version_and_deleted()
    {
        var (status, made) = await _gateway.SendAsync("PUT", "/admin/secrets/openai-main", _gateway.Admin, new { value = "sk-first-secret-value-1", note = "main" });
        status.ShouldBe(HttpStatusCode.OK);
        made.EnumerateObject().Select(p => p.Name).ShouldBe(["name", "note", "encryptedUnder", "createdAt", "updatedAt", "version"]);
        made.GetRawText().ShouldNotContain("first-secret");

        (await _gateway.SendAsync("PUT", "/admin/secrets/openai-main", _gateway.Admin, new { value = "sk-second-secret-value-2" })).Status.ShouldBe((HttpStatusCode)428);
        (await _gateway.SendAsync("PUT", "/admin/secrets/openai-main", _gateway.Admin, new { value = "sk-second-secret-value-2" }, ("If-Match", "\"9\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        var (_, replaced) = await _gateway.SendAsync("PUT", "/admin/secrets/openai-main", _gateway.Admin, new { value = "sk-second-secret-value-2", note = "main" }, ("If-Match", "\"1\""));
        replaced.GetProperty("version").GetInt64().ShouldBe(2);

        (await _gateway.SendAsync("DELETE", "/admin/secrets/openai-main", _gateway.Admin, null, ("If-Match", "\"2\""))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await _gateway.SendAsync("GET", "/admin/secrets/openai-main", _gateway.Viewer)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{\"value\":\"\"}", "value")]
    [InlineData("{\"value\":null}", "value")]
    [InlineData("{\"note\":\"without\"}", "value")]
    [InlineData("{\"value\":\"a\\nb-0123456789\"}", "value")]
    [InlineData("{\"value\":\"sk-0123456789\",\"name\":\"x\"}", "name")]
    public async Task A_secret_that_is_none_is_refused_and_not_repeated(string body, string field)
    {
        var (status, problem) = await _gateway.SendAsync("PUT", "/admin/secrets/refused", _gateway.Admin, body);

        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("field").GetString().ShouldBe(field);
        problem.GetRawText().ShouldNotContain("0123456789");
    }

    [Fact]
    public async Task Nobody_but_an_admin_sets_deletes_or_encrypts_anew()
    {
        foreach (var token in (string[])[_gateway.Viewer, _gateway.Operator])
        {
            (await _gateway.SendAsync("PUT", "/admin/secrets/forbidden", token, new { value = "sk-0123456789abcdef" })).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await _gateway.SendAsync("DELETE", "/admin/secrets/forbidden", token, null, ("If-Match", "*"))).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await _gateway.SendAsync("POST", "/admin/secrets/reencrypt", token)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }

        var (status, done) = await _gateway.SendAsync("POST", "/admin/secrets/reencrypt", _gateway.Admin);
        status.ShouldBe(HttpStatusCode.OK);
        done.GetProperty("changed").GetInt32().ShouldBe(0);
        (await _gateway.SendAsync("GET", "/admin/secrets?search=forbidden", _gateway.Viewer)).Body.GetProperty("items").GetArrayLength().ShouldBe(0);
    }
}
