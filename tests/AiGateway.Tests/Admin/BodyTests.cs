using System.Net;

namespace AiGateway.Tests.Admin;

/// <summary>A body with a mistake in it is refused with the field's name; nothing is dropped without a word.</summary>
public sealed class BodyTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private readonly AdminGateway _gateway = fixture.Gateway;

    [Theory]
    [InlineData("{\"name\":\"x\",\"nmae\":\"y\"}", "nmae")]
    [InlineData("{\"name\":\"x\",\"Name\":\"y\"}", "Name")]
    [InlineData("{\"name\":\"x\",\"id\":\"abc\"}", "id")]
    [InlineData("{\"name\":\"x\",\"digest\":\"abc\"}", "digest")]
    [InlineData("{\"name\":\"x\",\"given\":[]}", "given")]
    [InlineData("{\"name\":\"x\",\"version\":7}", "version")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\"}", "name")]
    [InlineData("{\"name\":\"x\",\"n\\u0061me\":\"y\"}", "name")]
    [InlineData("{\"name\":5}", "name")]
    [InlineData("{\"name\":null}", "name")]
    [InlineData("{\"name\":\"x\",\"enabled\":\"true\"}", "enabled")]
    [InlineData("{\"name\":\"x\",\"enabled\":1}", "enabled")]
    [InlineData("{\"name\":\"x\",\"enabled\":null}", "enabled")]
    [InlineData("{\"name\":\"x\",\"models\":\"gpt-*\"}", "models")]
    [InlineData("{\"name\":\"x\",\"models\":null}", "models")]
    [InlineData("{\"name\":\"x\",\"models\":[null]}", "models")]
    [InlineData("{\"name\":\"x\",\"models\":[1]}", "models[0]")]
    [InlineData("{\"name\":\"x\",\"expiresAt\":\"tomorrow\"}", "expiresAt")]
    [InlineData("{\"name\":\"x\",\"expiresAt\":1900000000}", "expiresAt")]
    [InlineData("{\"name\":\"x\",\"networks\":[\"10.0.0.0/99\"]}", "networks")]
    [InlineData("{\"name\":\"x\",\"surfaces\":[\"telepathy\"]}", "surfaces")]
    [InlineData("{\"name\":\"x\",\"team\":\"unheard-of\"}", "team")]
    [InlineData("{}", "name")]
    public async Task The_field_at_fault_is_named(string body, string field)
    {
        var (status, problem) = await _gateway.SendAsync("POST", "/admin/keys", _gateway.Admin, body);

        status.ShouldBe(HttpStatusCode.BadRequest, problem.GetRawText());
        problem.GetProperty("type").GetString().ShouldBe("urn:aigateway:problem:invalid-request");
        problem.GetProperty("field").GetString().ShouldBe(field);
        problem.GetRawText().ShouldNotContain("AiGateway.");
        problem.GetRawText().ShouldNotContain("System.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{\"name\":\"x\"")]
    [InlineData("{\"name\":\"x\"} trailing")]
    [InlineData("{\"name\":\"x\"}{}")]
    [InlineData("{\"name\":\"x\",}")]
    [InlineData("{/* a comment */\"name\":\"x\"}")]
    [InlineData("{\"name\":\"\\ud800\"}")]
    public async Task What_is_no_JSON_object_is_refused(string body)
    {
        var (status, problem) = await _gateway.SendAsync("POST", "/admin/keys", _gateway.Admin, body);

        status.ShouldBe(HttpStatusCode.BadRequest, problem.GetRawText());
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        problem.GetRawText().ShouldNotContain("System.");
    }

    [Fact]
    public async Task A_body_of_broken_UTF_8_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/keys") { Content = new ByteArrayContent([.. "{\"name\":\""u8, 0xFF, 0xFE, .. "\"}"u8]) };
        request.Headers.Add("Authorization", $"Bearer {_gateway.Admin}");
        request.Content.Headers.Add("Content-Type", "application/json");
        using var response = await _gateway.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_nested_a_thousand_deep_is_refused()
    {
        var (status, _) = await _gateway.SendAsync("POST", "/admin/explain", _gateway.Viewer, $"{{\"body\":{new string('[', 1000)}{new string(']', 1000)}}}");

        status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=1e1", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=99999999999999", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("lmit=1", "lmit")]
    [InlineData("Limit=1", "Limit")]
    [InlineData("enabled=yes", "enabled")]
    [InlineData("after=nonsense", "after")]
    [InlineData("method=DELETE", "method")]
    public async Task A_query_with_a_mistake_is_refused(string query, string field)
    {
        var (status, problem) = await _gateway.SendAsync("GET", $"/admin/keys?{query}", _gateway.Viewer);

        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("field").GetString().ShouldBe(field);
    }

    [Theory]
    [InlineData("2026-11-20")]
    [InlineData("2026-11-20T17:00:00")]
    [InlineData("yesterday")]
    [InlineData("1763658000")]
    public async Task A_time_without_its_offset_is_refused(string time)
    {
        var (status, problem) = await _gateway.SendAsync("GET", $"/admin/audit?from={time}", _gateway.Viewer);

        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("field").GetString().ShouldBe("from");
    }

    [Fact]
    public async Task A_problem_has_what_the_standard_asks_for_and_the_request_that_logs_and_audit_know()
    {
        using var response = await _gateway.SendRawAsync("GET", "/admin/keys/nothing", _gateway.Viewer);
        var problem = System.Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync());

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/problem+json");
        problem.GetProperty("type").GetString().ShouldBe("urn:aigateway:problem:not-found");
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("status").GetInt32().ShouldBe(404);
        problem.GetProperty("detail").GetString()!.ShouldContain("nothing");
        problem.GetProperty("instance").GetString().ShouldBe("/admin/keys/nothing");
        problem.GetProperty("requestId").GetString().ShouldBe(response.Headers.GetValues("x-aigateway-request-id").Single());
    }

    [Fact]
    public async Task A_method_that_a_path_does_not_know_is_told_apart_from_a_path_that_is_not_there()
    {
        (await _gateway.SendAsync("DELETE", "/admin/whoami", _gateway.Viewer)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await _gateway.SendAsync("GET", "/admin/whoami", _gateway.Viewer, null, ("X-HTTP-Method-Override", "DELETE"))).Status.ShouldBe(HttpStatusCode.OK);
        (await _gateway.SendAsync("GET", "/admin/wohami", _gateway.Viewer)).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
