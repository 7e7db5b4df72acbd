using System.Diagnostics;
using System.Net;
using AiGateway.CommandLine;
using AiGateway.Fakes;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.CommandLine;

/// <summary>Commands beside a gateway that serves from the same store: it sees what they change, and does what <c>explain</c> says.</summary>
[Collection(PostgresCollection.Name)]
public sealed class RunningGatewayTests(PostgresServer server)
{
    /// <summary>Two seconds are promised; a machine that stalls gets a few more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    [Theory]
    [EveryStore]
    public async Task A_key_works_soon_after_it_is_made_and_no_longer_soon_after_it_is_revoked(StoreKind kind)
    {
        var (configuration, variables) = await StoreBench.ConfigureAsync(kind, server, new Dictionary<string, object>(StringComparer.Ordinal) { ["VirtualKeys"] = new { other = "oQ7vT2xW9pLs4ZzR8mYb3nHc" } });
        await using var gateway = await TestGateway.StartAsync(configuration, variables);
        using var bench = new CommandBench(gateway, variables);

        var key = (await bench.RunAsync("keys", "create", "shop", "--model", "mock/*")).Ok().Line;
        await BecomesAsync(gateway, key, HttpStatusCode.OK);

        var rotated = (await bench.RunAsync("keys", "rotate", key.Split('-')[2], "--overlap", "0s")).Ok().Line;
        await BecomesAsync(gateway, rotated, HttpStatusCode.OK);
        await BecomesAsync(gateway, key, HttpStatusCode.Unauthorized);

        (await bench.RunAsync("keys", "revoke", key.Split('-')[2])).Ok();
        await BecomesAsync(gateway, rotated, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [EveryStore]
    public async Task A_provider_s_key_that_is_rotated_is_the_one_sent_soon_after(StoreKind kind)
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        fake.AcceptedKeys.Add("sk-canary-the-second-8Kq2");
        var (configuration, variables) = await StoreBench.ConfigureAsync(kind, server, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Providers"] = new { up = new { Type = "OpenAI", BaseUrl = fake.BaseUrl.AbsoluteUri, ApiKeys = new[] { "store:up" }, AllowPrivateNetwork = true } },
        });
        using var first = new CommandBench(configuration);
        foreach (var (name, value) in variables)
        {
            first.Variables[name] = value;
        }

        (await first.RunAsync(fake.Key, ["secrets", "set", "up"])).Ok();
        await using var gateway = await TestGateway.StartAsync(configuration, variables, shared: first.Folder);

        (await gateway.ChatAsync("up/gpt-4o-mini")).StatusCode.ShouldBe(HttpStatusCode.OK);
        fake.Requests[^1].Key.ShouldBe(fake.Key);

        (await first.RunAsync("sk-canary-the-second-8Kq2", ["secrets", "rotate", "up"])).Ok();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience && fake.Requests[^1].Key == fake.Key; await Task.Delay(50))
        {
            using var answer = await gateway.ChatAsync("up/gpt-4o-mini");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, "while a key is rotated no request fails");
        }

        fake.Requests[^1].Key.ShouldBe("sk-canary-the-second-8Kq2");
    }

    [Theory]
    [EveryStore]
    public async Task What_explain_says_of_a_key_is_what_the_gateway_does(StoreKind kind)
    {
        const string Fixed = "Zk1uB6yE0aJd5CqX7fGt2vNw";
        var (configuration, variables) = await StoreBench.ConfigureAsync(kind, server, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Models"] = new { fast = "mock/echo", slow = "mock/echo" },
            ["Teams"] = new { web = new { Models = new[] { "fast", "mock/*" } } },
            ["VirtualKeys"] = new { @fixed = new { Value = Fixed, Team = "web", Models = new[] { "fast" } }, off = new { Value = "Qw3eR7tY1uIo9PaS5dFg2hJk", Enabled = false } },
        });
        await using var gateway = await TestGateway.StartAsync(configuration, variables);
        using var bench = new CommandBench(gateway, variables);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["fixed"] = Fixed, ["off"] = "Qw3eR7tY1uIo9PaS5dFg2hJk" };
        string[][] drafts = [["plain"], ["teamed", "--team", "web"], ["narrow", "--model", "slow"], ["vectors", "--surface", "embeddings"], ["disabled", "--disabled"], ["here", "--network", "127.0.0.0/8"], ["away", "--network", "10.0.0.0/8"], ["gone"]];
        foreach (var draft in drafts)
        {
            var key = (await bench.RunAsync(["keys", "create", .. draft])).Ok().Line;
            keys[key.Split('-')[2]] = key;
        }

        (await bench.RunAsync("keys", "revoke", keys.Keys.Last())).Ok();
        await BecomesAsync(gateway, keys.Values.Last(), HttpStatusCode.Unauthorized);

        var seen = new HashSet<int>();
        foreach (var (id, key) in keys)
        {
            foreach (var model in (string[])["fast", "slow", "mock/echo", "nothing"])
            {
                using var answer = await gateway.ChatAsync(model, "Hello", false, ("x-api-key", key));
                var told = await bench.RunAsync("explain", "--key", id, "--model", model, "--from", "127.0.0.1", "--json");

                var what = $"{id} {model}: {told.Output}{await answer.Content.ReadAsStringAsync()}";
                seen.Add((int)answer.StatusCode);
                told.Json.GetProperty("served").GetBoolean().ShouldBe(answer.StatusCode == HttpStatusCode.OK, what);
                told.Code.ShouldBe(answer.StatusCode == HttpStatusCode.OK ? ExitCode.Done : ExitCode.Failed, what);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    told.Json.GetProperty("refusal").GetProperty("status").GetInt32().ShouldBe((int)answer.StatusCode, what);
                    told.Json.GetProperty("refusal").GetProperty("code").GetString().ShouldBe(await answer.ErrorCodeAsync(), what);
                }
            }
        }

        seen.Order().ShouldBe([200, 401, 403, 404]);
    }

    private static async Task BecomesAsync(TestGateway gateway, string key, HttpStatusCode wanted)
    {
        var last = default(HttpStatusCode);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience && last != wanted; await Task.Delay(50))
        {
            using var answer = await gateway.ChatAsync("mock/echo", "Hello", false, ("Authorization", $"Bearer {key}"));
            last = answer.StatusCode;
        }

        last.ShouldBe(wanted);
    }
}
