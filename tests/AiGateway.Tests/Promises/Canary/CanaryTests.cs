using System.Net;
using System.Text;
using System.Text.Json;
using AiGateway.Tests.Faults;
using AiGateway.Tests.Hosting;
using Xunit.Abstractions;

namespace AiGateway.Tests.Promises.Canary;

/// <summary>Planted secrets and prompts go through every path, with every fault, and are then looked for in everything that came out (promises H1, H10, J8).</summary>
[Collection(PostgresCollection.Name)]
public sealed class CanaryTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int AtATime = 24;

    [Theory]
    [EveryStore]
    public async Task No_secret_and_no_prompt_is_in_any_sink(StoreKind kind)
    {
        await using var bench = await CanaryBench.StartAsync(kind == StoreKind.Postgres ? await postgres.CreateDatabaseAsync() : null);

        await PlayFaultsAsync(bench);
        await PlayRefusalsAsync(bench);
        await PlayAdministrationAsync(bench);

        var contents = bench.Sinks.All.Concat(await bench.KeptAsync()).ToArray();
        var planted = bench.Planted();
        var found = contents.SelectMany(content => planted.SelectMany(secret => secret.FoundIn(content.Value).Select(form => $"{content.Key}: {form}")));
        found.ShouldBeEmpty();
        foreach (var (name, content) in contents)
        {
            output.WriteLine($"{name}: {content.Length / 1024} KiB, {bench.Sinks.Count(name)} texts");
        }

        // Otherwise nothing was found because nothing was there to be searched.
        string[] sinks = ["log", "metrics", "traces", "events", "headers", "errors", "admin", "audit.jsonl", "redis", kind == StoreKind.Postgres ? "postgres" : "aigateway.db"];
        foreach (var sink in sinks)
        {
            contents.Single(content => content.Key == sink).Value.Length.ShouldBeGreaterThan(100, sink);
        }
    }

    [Fact]
    public void The_search_finds_a_secret_in_each_of_its_forms()
    {
        const string Secret = "a secret of some/length+with=signs&7f3a91c2";
        var forms = new Forms("it", Secret, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        var bytes = Encoding.UTF8.GetBytes(Secret);

        Found($"x{Secret}y").ShouldContain("it, plain");
        Found("…7f3a91c2").ShouldBe(["it, its end"]);
        Found($"?k={Uri.EscapeDataString(Secret)}&").ShouldContain("it, for URLs");
        Found(JsonSerializer.Serialize(Secret)).ShouldContain("it, for JSON");
        Found(Convert.ToHexString(bytes)).ShouldBe(["it, hexadecimal"]);
        for (var offset = 0; offset < 3; offset++)
        {
            Found(Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('u', offset) + Secret + ":more"))).ShouldContain($"it, base64 at {offset}");
        }

        forms.FoundIn(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }).ShouldBe(["it, its bytes"]);
        Found("nothing of the kind").ShouldBeEmpty();

        IEnumerable<string> Found(string text) => forms.FoundIn(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Every fault of the catalogue, by each dialect, streamed and not, in each way of holding a stream back.</summary>
    private static async Task PlayFaultsAsync(CanaryBench bench)
    {
        var faults = FaultCatalogue.All.Values.Select((fault, index) => (fault, index)).Where(f => f.fault.Answer is not null).Select(f => f.index).Append(CanaryBench.Telltale).ToArray();
        string[] models = ["OpenAI-Live", "OpenAI-Held", "OpenAI-Atomic", "Anthropic-Live", "Gemini-Live"];
        using var turns = new SemaphoreSlim(AtATime);
        var statuses = await Task.WhenAll(faults.SelectMany(_ => models, (fault, model) => (fault, model)).SelectMany(_ => new[] { true, false }, async (call, stream) =>
        {
            await turns.WaitAsync();
            try
            {
                return await bench.FailAsync(call.model, call.fault, stream);
            }
            finally
            {
                turns.Release();
            }
        }));
        statuses.Count(status => status >= HttpStatusCode.InternalServerError).ShouldBeGreaterThan(faults.Length);
    }

    /// <summary>Requests that the gateway itself refuses, with the secrets where they do not belong.</summary>
    private static async Task PlayRefusalsAsync(CanaryBench bench)
    {
        var chat = JsonSerializer.Serialize(new { model = "OpenAI-Live", messages = new[] { new { role = "user", content = bench.Prompt } } });
        var key = bench.VirtualKey;
        (string Path, string? Body, (string, string)[]? Headers, HttpStatusCode Status)[] refusals =
        [
            ($"/v1/models?key={key}", null, [], HttpStatusCode.Unauthorized),
            ($"/v1/chat/completions?api_key={key}", chat, null, HttpStatusCode.Unauthorized),
            ("/v1/models", null, [("Authorization", $"Bearer {key[..^1]}")], HttpStatusCode.Unauthorized),
            ("/v1/models", null, [("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + key)))], HttpStatusCode.Unauthorized),
            ("/v1/models", null, [("Authorization", $"Bearer {key}"), ("Authorization", $"Bearer {key}")], HttpStatusCode.Unauthorized),
            ("/v1/chat/completions", chat[..^1], null, HttpStatusCode.BadRequest),
            ("/v1/chat/completions", chat.Replace("\"messages\"", $"\"api_key\":\"{bench.ProviderKey}\",\"messages\"", StringComparison.Ordinal), null, HttpStatusCode.BadRequest),
            ("/v1/chat/completions", chat.Replace("OpenAI-Live", "no-such-model", StringComparison.Ordinal), null, HttpStatusCode.NotFound),
            ("/v1/chat/completions", chat.Replace("\"user\"", "7", StringComparison.Ordinal).Replace("OpenAI-Live", "Anthropic-Live", StringComparison.Ordinal), null, HttpStatusCode.BadRequest),
            ("/v1/embeddings", $"{{\"model\":\"OpenAI-Live\",\"input\":{{\"text\":\"{bench.Prompt}\"}}}}", null, HttpStatusCode.BadRequest),
        ];
        // Keys that a fault put to rest would come before what is to be refused.
        bench.Gateway.EndRests();
        foreach (var (path, body, headers, status) in refusals)
        {
            (await bench.AskAsync(path, body, headers)).ShouldBe(status, path);
        }
    }

    /// <summary>Every reading of the admin API, changes of everything, and changes that are refused with a secret in the wrong place.</summary>
    private static async Task PlayAdministrationAsync(CanaryBench bench)
    {
        var id = bench.VirtualKey.Split('-')[2];
        await bench.ManageAsync("PATCH", $"/admin/keys/{id}", new { tags = new[] { "a" } }, headers: ("If-Match", "*"));
        await bench.ManageAsync("PUT", "/admin/secrets/other", new { value = bench.ProviderKey, note = "the same again" });
        await bench.ManageAsync("PUT", "/admin/secrets/broken", new { valeu = bench.ProviderKey });
        await bench.ManageAsync("PUT", "/admin/secrets/broken", new { value = new { key = bench.ProviderKey } });
        await bench.ManageAsync("PUT", "/admin/secrets/broken", $"{{\"value\":\"{bench.ProviderKey}\"");
        await bench.ManageAsync("PUT", "/admin/secrets/broken", new { value = bench.ProviderKey + "\n" });
        await bench.ManageAsync("POST", "/admin/secrets/reencrypt");
        await bench.ManageAsync("POST", "/admin/keys", new { name = "too much", models = new[] { "no-such/*" }, secret = bench.VirtualKey });
        await bench.ManageAsync("POST", "/admin/explain", new { model = "OpenAI-Live", key = id, body = new { model = "OpenAI-Live", messages = new[] { new { role = "user", content = bench.Prompt } } } });
        await bench.ManageAsync("POST", $"/admin/keys/{id}/rotate", new { overlap = "1h" }, isShownOnce: true, ("If-Match", "*"));
        var paths = JsonElement.Parse((await bench.ManageAsync("GET", "/admin/openapi.json")).GetRawText()).GetProperty("paths");
        foreach (var path in paths.EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _)).Select(path => path.Name))
        {
            await bench.ManageAsync("GET", path.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", "provider", StringComparison.Ordinal));
        }

        await bench.ManageAsync("GET", $"/admin/keys?search={bench.VirtualKey}");
        await bench.ManageAsync("POST", $"/admin/keys/{id}/revoke", headers: ("If-Match", "*"));
    }
}
