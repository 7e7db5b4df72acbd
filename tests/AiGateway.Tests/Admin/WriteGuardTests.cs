using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AiGateway.Tests.Admin;

/// <summary>A page of another site cannot have a browser write here, and what somebody writes stays text.</summary>
public sealed class WriteGuardTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private readonly AdminGateway _gateway = fixture.Gateway;

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    [InlineData("json")]
    public async Task A_write_that_is_not_declared_to_be_JSON_is_refused(string? contentType)
    {
        foreach (var (method, path) in (IEnumerable<(string, string)>)[("POST", "/admin/teams"), ("PUT", "/admin/secrets/x"), ("PATCH", "/admin/teams/x"), ("POST", "/admin/configuration/reload"), ("POST", "/admin/keys/x/revoke")])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent("{\"id\":\"csrf\"}"u8.ToArray()) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _gateway.Admin);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            using var response = await _gateway.Client.SendAsync(request);

            response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType, $"{method} {path}");
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        (await _gateway.SendAsync("GET", "/admin/teams/csrf", _gateway.Admin)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://SELF")]
    [InlineData("http://SELF.evil.example")]
    [InlineData("http://SELF/path")]
    [InlineData("http://evil.example:PORT")]
    [InlineData("")]
    public async Task A_write_from_another_origin_is_refused_whatever_the_Host(string origin)
    {
        var self = new Uri(_gateway.Server.Addresses[0]);
        var name = origin.Replace("SELF", self.Authority, StringComparison.Ordinal).Replace("PORT", $"{self.Port}", StringComparison.Ordinal);
        // A page that reaches for a local port by a name of its own sends that name as Host too.
        var host = Uri.TryCreate(name, UriKind.Absolute, out var uri) ? uri.Authority : "evil.example";
        foreach (var method in (string[])["POST", "DELETE", "PATCH", "PUT"])
        {
            var (status, problem) = await _gateway.SendAsync(method, method == "POST" ? "/admin/teams" : method == "PUT" ? "/admin/secrets/x" : "/admin/teams/x", _gateway.Admin, new { id = "foreign" }, ("Origin", name), ("Host", host));

            status.ShouldBe(HttpStatusCode.Forbidden);
            problem.GetProperty("type").GetString().ShouldBe("urn:aigateway:problem:foreign-origin");
        }

        (await _gateway.SendAsync("GET", "/admin/teams/foreign", _gateway.Admin)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_write_from_the_listeners_own_origin_is_taken(string host)
    {
        var origin = $"http://{host}:{new Uri(_gateway.Server.Addresses[0]).Port}";

        var (status, _) = await _gateway.SendAsync("POST", "/admin/configuration/reload", _gateway.Operator, null, ("Origin", origin));

        status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_may_read_across_origins()
    {
        using var response = await _gateway.SendRawAsync("GET", "/admin/whoami", _gateway.Viewer, null, ("Origin", "https://evil.example"));
        using var preflight = await _gateway.SendRawAsync("OPTIONS", "/admin/whoami", null, null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "GET"));

        response.Headers.Where(h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        preflight.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        preflight.Headers.Where(h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Markup_in_a_name_stays_text()
    {
        const string Name = "<script>alert('1')</script>&\"";
        var (status, made) = await _gateway.SendAsync("POST", "/admin/keys", _gateway.Admin, new { name = Name });
        status.ShouldBe(HttpStatusCode.Created);
        var id = made.GetProperty("key").GetProperty("id").GetString();

        foreach (var path in (string[])[$"/admin/keys/{id}", "/admin/keys?search=script"])
        {
            using var response = await _gateway.SendRawAsync("GET", path, _gateway.Viewer);
            var text = await response.Content.ReadAsStringAsync();

            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
            text.ShouldNotContain('<');
            text.ShouldNotContain('\'');
            JsonElement.Parse(text).GetRawText().ShouldContain("\\u003Cscript");
        }

        (await _gateway.SendAsync("GET", $"/admin/keys/{id}", _gateway.Viewer)).Body.GetProperty("name").GetString().ShouldBe(Name);
    }

    [Fact]
    public async Task Markup_in_a_path_or_a_field_stays_text_in_the_error()
    {
        foreach (var (method, path, body) in (IEnumerable<(string, string, string)>)[("GET", "/admin/<script>", ""), ("GET", "/admin/keys?<b>=1", ""), ("POST", "/admin/keys", "{\"<img src=x>\":1}"), ("GET", "/admin/keys/<i>", "")])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _gateway.Admin);
            using var response = await _gateway.Client.SendAsync(request);

            ((int)response.StatusCode).ShouldBeInRange(400, 404);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            (await response.Content.ReadAsStringAsync()).ShouldNotContain('<');
        }
    }
}
