using System.Net;
using System.Text;
using System.Text.Json;
using AiGateway.Admin;
using AiGateway.Secrets;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Admin;

/// <summary>Who has no good token learns nothing, whatever they send.</summary>
public sealed class AuthenticationTests
{
    [Fact]
    public async Task Every_refusal_looks_the_same()
    {
        await using var gateway = await AdminGateway.StartAsync(services: s => s.AddSingleton(new BruteForceGuard(TimeProvider.System, int.MaxValue)));
        var (_, made) = await gateway.SendAsync("POST", "/admin/tokens", gateway.Admin, new { name = "soon off", role = "viewer" });
        var off = made.GetProperty("text").GetString()!;
        await gateway.SendAsync("PATCH", $"/admin/tokens/{made.GetProperty("token").GetProperty("id").GetString()}", gateway.Admin, new { enabled = false }, ("If-Match", "*"));
        var known = gateway.Viewer;
        string?[] bad =
        [
            null, "Bearer", "Bearer ", "Basic abc", known, $"bearer{known}", $"Bearer {known}x", $"Bearer {known[..^1]}", $"Bearer {known[..^8]}AAAAAAAA", $"Bearer {TokenText.Create(TokenText.AdminPrefix, out _)}",
            $"Bearer {TokenText.Create(TokenText.AdminPrefix, known.Split('-')[2])}", $"Bearer {TokenText.Create(TokenText.VirtualKeyPrefix, out _)}", $"Bearer {off}", "Bearer ' OR 1=1 --", $"Bearer {new string('a', 5000)}",
        ];
        var shapes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var authorization in bad)
        {
            using var response = await gateway.SendRawAsync("GET", "/admin/keys", null, null, authorization is null ? [] : [("Authorization", authorization)]);
            var body = await response.Content.ReadAsStringAsync();
            var id = response.Headers.GetValues("x-aigateway-request-id").Single();
            var headers = string.Join('\n', response.Headers.Where(h => h.Key is not "Date").Select(h => $"{h.Key}: {string.Join(',', h.Value)}"));
            shapes.Add($"{(int)response.StatusCode}\n{headers}\n{response.Content.Headers}\n{body}".Replace(id, "ID", StringComparison.Ordinal));
        }

        shapes.Count.ShouldBe(1, string.Join("\n\n", shapes));
        shapes.Single().ShouldStartWith("401\n");
        shapes.Single().ShouldContain("WWW-Authenticate: Bearer");
    }

    [Fact]
    public async Task A_token_works_in_the_header_and_nowhere_else()
    {
        await using var gateway = await AdminGateway.StartAsync(services: s => s.AddSingleton(new BruteForceGuard(TimeProvider.System, int.MaxValue)));

        foreach (var query in (string[])["token", "access_token", "api_key", "key", "authorization"])
        {
            (await gateway.SendAsync("GET", $"/admin/whoami?{query}={gateway.Admin}", null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
            var (status, problem) = await gateway.SendAsync("GET", $"/admin/whoami?{query}={gateway.Admin}", gateway.Admin);
            status.ShouldBe(HttpStatusCode.BadRequest, "even beside a good one");
            problem.GetProperty("field").GetString().ShouldBe(query);
        }

        foreach (var header in (string[])["x-api-key", "api-key", "x-goog-api-key", "Cookie"])
        {
            (await gateway.SendAsync("GET", "/admin/whoami", null, null, (header, gateway.Admin))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await gateway.SendAsync("GET", "/admin/whoami", gateway.Admin)).Body.GetProperty("role").GetString().ShouldBe("admin");
    }

    [Fact]
    public async Task An_admin_token_is_no_virtual_key_and_a_virtual_key_no_admin_token()
    {
        await using var gateway = await AdminGateway.StartAsync(services: s => s.AddSingleton(new BruteForceGuard(TimeProvider.System, int.MaxValue)));
        var (_, made) = await gateway.SendAsync("POST", "/admin/keys", gateway.Admin, new { name = "shop" });
        var key = made.GetProperty("text").GetString()!;

        (await gateway.SendAsync("GET", "/admin/whoami", key)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var models = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { "Authorization", $"Bearer {gateway.Admin}" } } };
        using var refused = await gateway.Gateway.Client.SendAsync(models);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var with = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { "Authorization", $"Bearer {key}" } } };
        using var served = await gateway.Gateway.Client.SendAsync(with);
        served.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ten_bad_tokens_make_their_sender_wait_and_a_good_one_works_afterwards()
    {
        await using var gateway = await AdminGateway.StartAsync();
        for (var i = 0; i < BruteForceGuard.Free; i++)
        {
            (await gateway.SendAsync("GET", "/admin/whoami", "guess")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        // The delay may be over before a slow machine asks again; each further bad token doubles it.
        HttpResponseMessage refused;
        var tries = 0;
        do
        {
            refused = await gateway.SendRawAsync("GET", "/admin/whoami", "guess");
        }
        while (refused.StatusCode == HttpStatusCode.Unauthorized && ++tries < 5);

        using (refused)
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
            refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        var good = HttpStatusCode.TooManyRequests;
        for (var i = 0; i < 400 && good == HttpStatusCode.TooManyRequests; i++)
        {
            await Task.Delay(200);
            good = (await gateway.SendAsync("GET", "/admin/whoami", gateway.Admin)).Status;
        }

        good.ShouldBe(HttpStatusCode.OK);
        gateway.Gateway.LogLines.ShouldContain(line => line.Contains("Bad admin tokens keep coming from 127.0.0.1", StringComparison.Ordinal));
        gateway.Gateway.LogLines.ShouldNotContain(line => line.Contains("guess", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_they_wait_a_good_token_is_not_told_from_a_bad_one()
    {
        await using var gateway = await AdminGateway.StartAsync();
        for (var i = 0; i < BruteForceGuard.Free + 6; i++)
        {
            // Straight to the guard, so that the wait outlasts the test on any machine.
            gateway.Gateway.Services.GetRequiredService<BruteForceGuard>().Failed(IPAddress.Loopback, null);
        }

        var answers = new List<string>();
        foreach (var token in (string[])[gateway.Admin, "guess", TokenText.Create(TokenText.AdminPrefix, out _)])
        {
            var (status, problem) = await gateway.SendAsync("GET", "/admin/whoami", token);
            status.ShouldBe(HttpStatusCode.TooManyRequests);
            answers.Add(problem.GetRawText().Replace(problem.GetProperty("requestId").GetString()!, "ID", StringComparison.Ordinal));
        }

        answers.Distinct().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_is_sent_as_authorization_is_never_a_failure_of_the_gateways(int seed)
    {
        await using var gateway = await AdminGateway.StartAsync(services: s => s.AddSingleton(new BruteForceGuard(TimeProvider.System, int.MaxValue)));
        var random = new Random(seed);
        string[] pieces = ["Bearer ", "bearer ", "Basic ", gateway.Viewer, TokenText.AdminPrefix, "'; DROP TABLE tokens; --", "\u00e4\u00f6", "\t", " ", ",", "=", "%00", "\"", "agw-admin--", new string('x', 9000)];
        for (var i = 0; i < 150; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                text.Append(pieces[random.Next(pieces.Length)]);
            }

            (string, string)[] headers = random.Next(4) == 0 ? [("Authorization", text.ToString()), ("Authorization", "Bearer x")] : [("Authorization", text.ToString())];
            using var response = await gateway.SendRawAsync("GET", "/admin/keys", null, null, headers);
            ((int)response.StatusCode).ShouldBeInRange(200, 499, text.ToString());
        }

        (await gateway.SendAsync("GET", "/admin/tokens", gateway.Admin)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_answer_to_a_good_token_says_whose_it_is_and_not_what_it_is()
    {
        await using var gateway = await AdminGateway.StartAsync();

        var (_, body) = await gateway.SendAsync("GET", "/admin/whoami", gateway.Operator);

        body.GetProperty("role").GetString().ShouldBe("operator");
        body.GetProperty("name").GetString().ShouldBe("operator");
        body.GetRawText().ShouldNotContain(gateway.Operator[^20..]);
        body.EnumerateObject().Select(p => p.Name).ShouldBe(["tokenId", "name", "role", "expiresAt"]);
        JsonSerializer.Serialize(body).ShouldContain(gateway.Operator.Split('-')[2]);
    }
}
