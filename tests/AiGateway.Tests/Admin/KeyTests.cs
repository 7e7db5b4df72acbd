using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace AiGateway.Tests.Admin;

/// <summary>Virtual keys through the admin API, and at once on the data port.</summary>
public sealed class KeyTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private readonly AdminGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task A_key_is_shown_once_and_works_as_soon_as_its_maker_has_it()
    {
        var (id, text) = await CreateAsync(new { name = "shop", tags = new[] { "a" }, models = new[] { "mock/echo" } });

        (await CallAsync(text)).ShouldBe(HttpStatusCode.OK);
        var (_, key) = await _gateway.SendAsync("GET", $"/admin/keys/{id}", _gateway.Viewer);
        key.GetProperty("name").GetString().ShouldBe("shop");
        key.GetProperty("source").GetString().ShouldBe("store");
        key.TryGetProperty("text", out _).ShouldBeFalse();
        key.GetRawText().ShouldNotContain(text[^30..]);
    }

    [Fact]
    public async Task A_change_names_the_version_that_it_is_meant_for()
    {
        var (id, _) = await CreateAsync(new { name = "versioned" });
        using var read = await _gateway.SendRawAsync("GET", $"/admin/keys/{id}", _gateway.Viewer);
        var tag = read.Headers.ETag!.ToString();
        tag.ShouldBe("\"1\"");

        (await _gateway.SendAsync("PATCH", $"/admin/keys/{id}", _gateway.Operator, new { name = "a" })).Status.ShouldBe((HttpStatusCode)428);
        var (status, problem) = await _gateway.SendAsync("PATCH", $"/admin/keys/{id}", _gateway.Operator, new { name = "a" }, ("If-Match", "\"2\""));
        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        problem.GetProperty("type").GetString().ShouldBe("urn:aigateway:problem:version-mismatch");
        foreach (var wrong in (string[])["1", "W/\"1\"", "\"1\", \"2\"", "\"-1\"", "\"one\""])
        {
            (await _gateway.SendAsync("PATCH", $"/admin/keys/{id}", _gateway.Operator, new { name = "a" }, ("If-Match", wrong))).Status.ShouldBe(HttpStatusCode.BadRequest, wrong);
        }

        using var changed = await _gateway.SendRawAsync("PATCH", $"/admin/keys/{id}", _gateway.Operator, new { name = "renamed" }, ("If-Match", tag));
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag!.ToString().ShouldBe("\"2\"");
        (await _gateway.SendAsync("DELETE", $"/admin/keys/{id}", _gateway.Admin)).Status.ShouldBe((HttpStatusCode)428);
        (await _gateway.SendAsync("DELETE", $"/admin/keys/{id}", _gateway.Admin, null, ("If-Match", tag))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await _gateway.SendAsync("DELETE", $"/admin/keys/{id}", _gateway.Admin, null, ("If-Match", "*"))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await _gateway.SendAsync("GET", $"/admin/keys/{id}", _gateway.Viewer)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_writers_at_once_with_the_same_version_one_wins()
    {
        var (id, _) = await CreateAsync(new { name = "contended" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _gateway.SendAsync("PATCH", $"/admin/keys/{id}", _gateway.Operator, new { name = $"n{i}" }, ("If-Match", "\"1\""))));

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.PreconditionFailed).ShouldBe(7);
    }

    [Fact]
    public async Task A_change_leaves_what_it_does_not_name_and_clears_what_is_null()
    {
        await _gateway.SendAsync("POST", "/admin/users", _gateway.Admin, new { id = "ann" });
        var end = DateTimeOffset.UtcNow.AddDays(3);
        var (id, _) = await CreateAsync(new { name = "patched", user = "ann", tags = new[] { "x", "y" }, networks = new[] { "10.0.0.0/8" }, expiresAt = end });

        var (_, after) = await _gateway.SendAsync("PATCH", $"/admin/keys/{id}", _gateway.Admin, new { user = (string?)null, tags = Array.Empty<string>() }, ("If-Match", "*"));

        after.GetProperty("user").ValueKind.ShouldBe(JsonValueKind.Null);
        after.GetProperty("tags").GetArrayLength().ShouldBe(0);
        after.GetProperty("networks")[0].GetString().ShouldBe("10.0.0.0/8");
        after.GetProperty("expiresAt").ValueKind.ShouldBe(JsonValueKind.String);
        var (_, forEver) = await _gateway.SendAsync("PATCH", $"/admin/keys/{id}", _gateway.Admin, new { expiresAt = (string?)null }, ("If-Match", "*"));
        forEver.GetProperty("expiresAt").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_rotated_key_has_a_new_text_and_the_old_one_for_a_while()
    {
        var (id, before) = await CreateAsync(new { name = "rotated" });

        var (status, rotated) = await _gateway.SendAsync("POST", $"/admin/keys/{id}/rotate", _gateway.Operator, new { overlap = "1h" });
        var now = rotated.GetProperty("text").GetString()!;

        status.ShouldBe(HttpStatusCode.OK);
        now.ShouldNotBe(before);
        rotated.GetProperty("key").GetProperty("previousUntil").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow.AddHours(1), TimeSpan.FromMinutes(5));
        (await CallAsync(before)).ShouldBe(HttpStatusCode.OK);
        (await CallAsync(now)).ShouldBe(HttpStatusCode.OK);

        var (_, again) = await _gateway.SendAsync("POST", $"/admin/keys/{id}/rotate", _gateway.Operator, new { overlap = "0s" });
        (await CallAsync(before)).ShouldBe(HttpStatusCode.Unauthorized);
        (await CallAsync(now)).ShouldBe(HttpStatusCode.Unauthorized);
        (await CallAsync(again.GetProperty("text").GetString()!)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("{\"overlap\":\"3600\"}")]
    [InlineData("{\"overlap\":\"400d\"}")]
    [InlineData("{\"overlap\":60}")]
    [InlineData("{\"overlap\":null}")]
    [InlineData("{\"until\":\"1h\"}")]
    public async Task An_overlap_that_is_none_is_refused(string body)
    {
        var (id, _) = await CreateAsync(new { name = "stays" });

        (await _gateway.SendAsync("POST", $"/admin/keys/{id}/rotate", _gateway.Operator, body)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _gateway.SendAsync("GET", $"/admin/keys/{id}", _gateway.Viewer)).Body.GetProperty("version").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_and_for_good()
    {
        var (id, text) = await CreateAsync(new { name = "revoked" });
        (await CallAsync(text)).ShouldBe(HttpStatusCode.OK);

        (await _gateway.SendAsync("POST", $"/admin/keys/{id}/revoke", _gateway.Operator)).Status.ShouldBe(HttpStatusCode.OK);

        (await CallAsync(text)).ShouldBe(HttpStatusCode.Unauthorized);
        (await _gateway.SendAsync("PATCH", $"/admin/keys/{id}", _gateway.Admin, new { enabled = true }, ("If-Match", "*"))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _gateway.SendAsync("POST", $"/admin/keys/{id}/rotate", _gateway.Admin)).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_operator_hands_out_what_a_team_has_and_widens_nothing()
    {
        await _gateway.SendAsync("POST", "/admin/teams", _gateway.Admin, new { id = "narrow", models = new[] { "mock/*" } });
        await _gateway.SendAsync("POST", "/admin/teams", _gateway.Admin, new { id = "wide" });
        (await RefusedAsync("POST", "/admin/keys", new { name = "outside" })).ShouldBe((HttpStatusCode.Forbidden, "team"));
        (await RefusedAsync("POST", "/admin/keys", new { name = "beyond", team = "narrow", models = new[] { "gpt-*" } })).ShouldBe((HttpStatusCode.BadRequest, "models"));
        var (status, made) = await _gateway.SendAsync("POST", "/admin/keys", _gateway.Operator, new { name = "within", team = "narrow", models = new[] { "mock/echo" } });
        status.ShouldBe(HttpStatusCode.Created);
        var path = $"/admin/keys/{made.GetProperty("key").GetProperty("id").GetString()}";

        (await RefusedAsync("PATCH", path, new { models = new[] { "*" } })).ShouldBe((HttpStatusCode.BadRequest, "models"));
        (await RefusedAsync("PATCH", path, new { team = "wide" })).ShouldBe((HttpStatusCode.Forbidden, "team"));
        (await RefusedAsync("PATCH", path, new { team = (string?)null })).ShouldBe((HttpStatusCode.Forbidden, "team"));
        (await RefusedAsync("PATCH", "/admin/teams/narrow", new { models = Array.Empty<string>() })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await RefusedAsync("POST", "/admin/tokens", new { name = "mine", role = "admin" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await RefusedAsync("DELETE", path, null)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _gateway.SendAsync("GET", path, _gateway.Viewer)).Body.GetProperty("version").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Pages_show_every_key_once()
    {
        var mark = Guid.NewGuid().ToString("N");
        for (var i = 0; i < 7; i++)
        {
            await CreateAsync(new { name = $"{mark} {i}" });
        }

        var seen = new List<string>();
        string? after = null;
        do
        {
            var (status, page) = await _gateway.SendAsync("GET", $"/admin/keys?search={mark}&limit=3{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", _gateway.Viewer);
            status.ShouldBe(HttpStatusCode.OK);
            page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(k => k.GetProperty("name").GetString()!));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);

        seen.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 7).Select(i => $"{mark} {i}"));
    }

    private async Task<(HttpStatusCode Status, string? Field)> RefusedAsync(string method, string path, object? body)
    {
        var (status, problem) = await _gateway.SendAsync(method, path, _gateway.Operator, body, ("If-Match", "*"));
        return (status, problem.TryGetProperty("field", out var field) ? field.GetString() : null);
    }

    private async Task<(string Id, string Text)> CreateAsync(object body)
    {
        var (status, made) = await _gateway.SendAsync("POST", "/admin/keys", _gateway.Admin, body);
        status.ShouldBe(HttpStatusCode.Created, made.GetRawText());
        return (made.GetProperty("key").GetProperty("id").GetString()!, made.GetProperty("text").GetString()!);
    }

    private async Task<HttpStatusCode> CallAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _gateway.Gateway.Client.SendAsync(request);
        return response.StatusCode;
    }
}
