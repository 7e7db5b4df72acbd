using System.Net;
using AiGateway.Health;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Admin;

/// <summary>What rests is shown with its reason, and an operator can end it.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Rests_are_shown_with_their_reason_wherever_they_are_looked_for_and_end_on_request()
    {
        await using var gateway = await AdminGateway.StartAsync(new
        {
            Storage = new { Sqlite = "data/test.db" },
            Providers = new { up = new { Type = "OpenAI", ApiKeys = new[] { "sk-first-key-0123456789", "sk-second-key-0123456789" } } },
            Models = new Dictionary<string, object> { ["fast"] = "up/gpt-4o-mini", ["gpt-*"] = "up/*" },
        });
        var (_, provider) = await gateway.SendAsync("GET", "/admin/providers/up", gateway.Viewer);
        var keyId = provider.GetProperty("keys")[0].GetProperty("id").GetString()!;
        provider.GetProperty("keys").GetArrayLength().ShouldBe(2);
        var cooldowns = gateway.Gateway.Services.GetRequiredService<CooldownTable>();
        cooldowns.Rest(new HealthKey("up"), TimeSpan.FromMinutes(1));
        cooldowns.Rest(new HealthKey("up", "gpt-4o-mini"), TimeSpan.FromMinutes(2));
        cooldowns.Rest(new HealthKey("up", "", keyId), TimeSpan.FromMinutes(3));
        cooldowns.Rest(new HealthKey("up", "gpt-4o-mini", keyId), TimeSpan.FromMinutes(4));

        var (_, rests) = await gateway.SendAsync("GET", "/admin/rests", gateway.Viewer);
        rests.GetProperty("items").EnumerateArray().Select(r => (r.GetProperty("reason").GetString(), Math.Ceiling(r.GetProperty("secondsLeft").GetDouble() / 60)))
            .ShouldBe([("unreachable", 1), ("refused", 3), ("failing", 2), ("limited", 4)], ignoreOrder: true);
        (_, provider) = await gateway.SendAsync("GET", "/admin/providers/UP", gateway.Viewer);
        provider.GetProperty("rest").GetProperty("reason").GetString().ShouldBe("unreachable");
        provider.GetProperty("keys")[0].GetProperty("rests").GetArrayLength().ShouldBe(2);
        provider.GetProperty("keys")[1].GetProperty("rests").GetArrayLength().ShouldBe(0);
        foreach (var name in (string[])["fast", "gpt-4o-mini"])
        {
            var (_, model) = await gateway.SendAsync("GET", $"/admin/models/{name}", gateway.Viewer);
            model.GetProperty("targets")[0].GetProperty("restSeconds").GetDouble().ShouldBeInRange(60, 120);
        }

        (await gateway.SendAsync("GET", "/admin/status", gateway.Viewer)).Body.GetProperty("resting").GetInt32().ShouldBe(4);
        (await gateway.SendAsync("POST", "/admin/rests/end", gateway.Viewer, new { provider = "up" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await gateway.SendAsync("POST", "/admin/rests/end", gateway.Operator, new { provider = "up", model = "gpt-4o-mini" })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await gateway.SendAsync("POST", "/admin/rests/end", gateway.Operator, new { provider = "up", model = "gpt-4o-mini" })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.SendAsync("POST", "/admin/rests/end", gateway.Operator, new { provider = "up" })).Status.ShouldBe(HttpStatusCode.NoContent);

        cooldowns.Resting.Select(r => r.Key).ShouldBe([new HealthKey("up", "", keyId), new HealthKey("up", "gpt-4o-mini", keyId)], ignoreOrder: true);
        var (_, audit) = await gateway.SendAsync("GET", "/admin/audit?action=rest.end", gateway.Viewer);
        audit.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("subject").GetString()).ShouldBe(["up", "up/gpt-4o-mini"]);
    }

    [Fact]
    public async Task What_was_measured_is_shown_beside_the_target()
    {
        await using var gateway = await AdminGateway.StartAsync(new { Storage = new { Sqlite = "data/test.db" }, Models = new { fast = "mock/echo" } });
        var stats = gateway.Gateway.Services.GetRequiredService<TargetStats>();
        stats.Began("mock", "echo");
        stats.FirstToken("mock", "echo", TimeSpan.FromMilliseconds(250));
        stats.Answered("mock", "echo", TimeSpan.FromSeconds(2));

        var (_, model) = await gateway.SendAsync("GET", "/admin/models/fast", gateway.Viewer);

        var target = model.GetProperty("targets")[0];
        target.GetProperty("provider").GetString().ShouldBe("mock");
        target.GetProperty("underWay").GetInt32().ShouldBe(1);
        target.GetProperty("firstTokenSeconds").GetDouble().ShouldBe(0.25, 0.01);
        target.GetProperty("answerSeconds").GetDouble().ShouldBe(2, 0.01);
        target.GetProperty("restSeconds").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await gateway.SendAsync("GET", "/admin/models/unheard-of", gateway.Viewer)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.SendAsync("GET", "/admin/providers/unheard-of", gateway.Viewer)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.SendAsync("GET", "/admin/models/mock/echo", gateway.Viewer)).Body.GetProperty("pattern").GetBoolean().ShouldBeTrue();
        (await gateway.SendAsync("GET", "/admin/models/mock%2Fecho", gateway.Viewer)).Body.GetProperty("pattern").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Explain_answers_without_sending_anything_and_whoever_may_look_may_ask()
    {
        await using var gateway = await AdminGateway.StartAsync(new { Storage = new { Sqlite = "data/test.db" }, Models = new { fast = "mock/echo" } });

        var (status, answer) = await gateway.SendAsync("POST", "/admin/explain", gateway.Viewer, new { model = "fast", body = new { messages = new[] { new { role = "user", content = "Hi" } } } });

        status.ShouldBe(HttpStatusCode.OK, answer.GetRawText());
        answer.GetProperty("served").GetBoolean().ShouldBeTrue();
        answer.GetProperty("first").GetString().ShouldBe("mock/echo");
        answer.GetProperty("healthKnown").GetBoolean().ShouldBeTrue();
        gateway.Gateway.Services.GetRequiredService<TargetStats>().Count.ShouldBe(0);
        (await gateway.SendAsync("POST", "/admin/explain", gateway.Viewer, new { modle = "fast" })).Body.GetProperty("field").GetString().ShouldBe("modle");
    }

    [Fact]
    public async Task The_status_tells_how_the_replica_is_and_which_there_are()
    {
        await using var gateway = await AdminGateway.StartAsync();

        var (_, status) = await gateway.SendAsync("GET", "/admin/status", gateway.Viewer);
        status.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        status.GetProperty("uptimeSeconds").GetDouble().ShouldBeGreaterThan(0);
        status.GetProperty("configuration").GetString().ShouldBe(gateway.Gateway.ConfigVersion);
        status.GetProperty("store").GetProperty("kind").GetString().ShouldBe("sqlite");
        status.GetProperty("store").GetProperty("known").GetBoolean().ShouldBeTrue();
        status.GetProperty("redis").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        status.GetProperty("counts").GetProperty("tokens").GetInt64().ShouldBe(3);

        var (_, replicas) = await gateway.SendAsync("GET", "/admin/replicas", gateway.Viewer);
        replicas.GetProperty("items").GetArrayLength().ShouldBe(1);
        replicas.GetProperty("items")[0].GetProperty("self").GetBoolean().ShouldBeTrue();
        replicas.GetProperty("items")[0].GetProperty("configuration").GetString().ShouldBe(gateway.Gateway.ConfigVersion);
    }
}
