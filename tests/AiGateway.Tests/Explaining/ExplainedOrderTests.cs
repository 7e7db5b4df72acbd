using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AiGateway.Explaining;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Explaining;

/// <summary>What is explained, held against what a real gateway then does, for pools and requests made at random from a fixed seed.</summary>
public sealed class ExplainedOrderTests : IAsyncLifetime
{
    private const int Pools = 40;
    private const int RequestsEach = 4;
    private static readonly string[] Strategies = ["Weighted", "RoundRobin", "LeastBusy", "LowestLatency", "LeastCost"];
    private static readonly (string Provider, string Model, Dialect Dialect)[] Upstreams =
    [
        ("oa", "gpt-4o-mini", Dialect.OpenAI), ("ob", "gpt-4o", Dialect.OpenAI), ("an", "claude-haiku-4-5", Dialect.Anthropic),
        ("ge", "gemini-2.5-flash", Dialect.Gemini), ("mi", "mistral-small-latest", Dialect.Mistral),
    ];

    private readonly Dictionary<string, FakeProvider> _fakes = new(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        foreach (var (provider, _, dialect) in Upstreams)
        {
            _fakes[provider] = await FakeProvider.StartAsync(dialect);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var fake in _fakes.Values)
        {
            await fake.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_first_target_told_is_the_one_asked_and_what_is_told_to_be_left_out_is()
    {
        var random = new Random(20261120);
        await using var gateway = await StartAsync(random);
        var (certain, dropped, refused) = (0, 0, 0);
        for (var i = 0; i < Pools * RequestsEach; i++)
        {
            var (body, headers) = Request(random, $"m{i % Pools}");

            var told = await ExplainAsync(gateway, body, headers);
            using var answer = await gateway.PostAsync("/v1/chat/completions", body, headers);

            var what = $"{body}\n{string.Join(", ", headers)}\n{told}\n{await answer.Content.ReadAsStringAsync()}";
            if (told.Refusal is { } refusal)
            {
                ((int)answer.StatusCode).ShouldBe(refusal.Status, what);
                (await answer.ErrorCodeAsync()).ShouldBe(refusal.Code, what);
                refused++;
                continue;
            }

            answer.StatusCode.ShouldBe(HttpStatusCode.OK, what);
            var used = $"{answer.Header("x-aigateway-provider")}/{answer.Header("x-aigateway-model")}";
            var first = told.Models[0].Targets.First(static target => target.State == TargetState.Candidate).Turn;
            var possible = told.Models[0].Targets.Where(target => target.Turn == first && target.Chance > 0).ToDictionary(Name, StringComparer.Ordinal);
            possible.ShouldContainKey(used, what);
            (answer.Header("x-aigateway-dropped") ?? "").ShouldBe(string.Join(", ", possible[used].Translation!.Dropped), what);
            dropped += possible[used].Translation!.Dropped.Count > 0 ? 1 : 0;
            if (told.First is { } sure)
            {
                used.ShouldBe(sure, what);
                certain++;
            }
        }

        // Otherwise the property would say little.
        certain.ShouldBeGreaterThan(60);
        dropped.ShouldBeGreaterThan(20);
        refused.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task While_each_fails_the_targets_are_asked_turn_by_turn()
    {
        var random = new Random(4711);
        foreach (var fake in _fakes.Values)
        {
            fake.Always(Fault.Status(500));
        }

        await using var gateway = await StartAsync(random);
        var turnsSeen = 0;
        for (var i = 0; i < Pools; i++)
        {
            gateway.EndRests();
            var (body, headers) = Request(random, $"m{i}");
            var told = await ExplainAsync(gateway, body, headers);
            if (told.Refusal is not null)
            {
                continue;
            }

            var before = _fakes.ToDictionary(static fake => fake.Key, static fake => fake.Value.Requests.Count, StringComparer.Ordinal);
            using var answer = await gateway.PostAsync("/v1/chat/completions", body, headers);

            var asked = _fakes.SelectMany(fake => fake.Value.Requests.Skip(before[fake.Key]).Select(request => (fake.Key, request.ArrivedAt)))
                .OrderBy(static one => one.ArrivedAt).Select(static one => one.Key).ToArray();
            var turns = told.Models[0].Targets.Where(static target => target.State == TargetState.Candidate).ToDictionary(static target => target.Provider, static target => target.Turn!.Value, StringComparer.Ordinal);
            asked.ShouldBe(turns.Keys, ignoreOrder: true, $"{body}\n{told}");
            asked.Select(provider => turns[provider]).ShouldBeInOrder(SortDirection.Ascending, $"{body}\n{told}");
            turnsSeen = Math.Max(turnsSeen, turns.Values.Distinct().Count());
        }

        turnsSeen.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_target_that_rests_is_told_to_rest_and_another_to_be_asked()
    {
        await using var gateway = await TestGateway.StartAsync(new
        {
            Gateway = new
            {
                Providers = _fakes.ToDictionary(static fake => fake.Key, static fake => Config.Provider(fake.Value)),
                Models = new { m = new { Targets = new object[] { "oa/gpt-4o-mini", new { Model = "ob/gpt-4o", Tier = 2 } } } },
                Cooldown = new { Failures = 1, Share = 0.1, Rest = "100s" },
            },
        });
        const string Body = """{"model":"m","messages":[{"role":"user","content":"Hi"}]}""";
        (await ExplainAsync(gateway, Body, [])).First.ShouldBe("oa/gpt-4o-mini");
        _fakes["oa"].Always(Fault.Status(500));
        (await gateway.PostAsync("/v1/chat/completions", Body)).Header("x-aigateway-provider").ShouldBe("ob");

        var told = await ExplainAsync(gateway, Body, []);

        told.First.ShouldBe("ob/gpt-4o");
        var resting = told.Models[0].Targets.Single(static target => target.Provider == "oa");
        resting.State.ShouldBe(TargetState.Resting);
        resting.Turn.ShouldBeNull();
        resting.RestsSeconds.ShouldNotBeNull().ShouldBeInRange(1, 1200);
    }

    private static string Name(ExplainedTarget target) => $"{target.Provider}/{target.Model}";

    private static async Task<ExplainAnswer> ExplainAsync(TestGateway gateway, string body, (string Name, string Value)[] headers) =>
        await gateway.Services.GetRequiredService<Explainer>().ExplainAsync(
            new ExplainRequest { Bytes = Encoding.UTF8.GetBytes(body), Headers = headers.ToDictionary(StringComparer.OrdinalIgnoreCase) }, healthKnown: true, default);

    private Task<TestGateway> StartAsync(Random random)
    {
        var models = Enumerable.Range(0, Pools).ToDictionary(static i => $"m{i}", _ => Model(random), StringComparer.Ordinal);
        return TestGateway.StartAsync(new
        {
            Gateway = new { Providers = _fakes.ToDictionary(static fake => fake.Key, static fake => Config.Provider(fake.Value)), Models = models, RetryBudget = new { Share = 1.0 } },
        });
    }

    private static JsonObject Model(Random random)
    {
        var targets = Upstreams.OrderBy(_ => random.Next()).Take(random.Next(1, 6)).Select(upstream => Target(random, upstream.Provider, upstream.Model)).ToArray<JsonNode>();
        var model = new JsonObject { ["MaxRetries"] = 0, ["RequireCapabilities"] = random.Next(4) == 0 };

        // What would have no effect is refused.
        if (targets.GroupBy(static target => (int)target["Tier"]!).Any(static tier => tier.Count() > 1))
        {
            model["Strategy"] = Strategies[random.Next(Strategies.Length)];
            model["Affinity"] = random.Next(3) == 0;
        }

        model["Targets"] = new JsonArray(targets);
        if (random.Next(4) == 0)
        {
            model["Strict"] = true;
        }

        return model;
    }

    private static JsonObject Target(Random random, string provider, string model)
    {
        var target = new JsonObject { ["Model"] = $"{provider}/{model}", ["Weight"] = random.Next(1, 5), ["Tier"] = random.Next(1, 4) };
        switch (random.Next(7))
        {
            case 0:
                target["When"] = new JsonObject { ["Tags"] = new JsonArray("batch") };
                break;
            case 1:
                target["When"] = new JsonObject { ["Uses"] = new JsonArray("Tools") };
                break;
            case 2:
                target["When"] = new JsonObject { ["Headers"] = new JsonObject { ["x-region"] = "eu" } };
                break;
            case 3:
                target["ContextTokens"] = 40;
                break;
            case 4:
                target["Capabilities"] = new JsonArray("Files");
                break;
        }

        return target;
    }

    private static (string Body, (string Name, string Value)[] Headers) Request(Random random, string model)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = string.Join(' ', Enumerable.Repeat("word", random.Next(4) == 0 ? 80 : 3)) + random.Next(1000).ToString(CultureInfo.InvariantCulture) }),
        };
        (string Name, Func<JsonNode> Value)[] fields =
        [
            ("seed", static () => 7), ("logit_bias", static () => new JsonObject { ["7"] = 1 }), ("frequency_penalty", static () => 0.5), ("stop", static () => "END"),
            ("max_tokens", static () => 50), ("top_p", static () => 0.9), ("n", static () => 2), ("user", static () => "u"),
            ("tools", static () => JsonNode.Parse("""[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{}}}}]""")!),
        ];
        foreach (var (name, value) in fields.Where(_ => random.Next(4) == 0))
        {
            body[name] = value();
        }

        (string, string)[] headers = [("x-aigateway-tags", "batch"), ("x-region", "eu")];
        return (body.ToJsonString(), [.. headers.Where(_ => random.Next(3) == 0)]);
    }
}
