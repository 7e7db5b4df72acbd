using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>Who is asked after a request was too long, after a refusal by policy, and after any other failure.</summary>
public sealed class FallbackTests : IAsyncLifetime
{
    private static readonly Answer TooLong = Fault.Error(400, "This model's maximum context length is 1000 tokens.", "context_length_exceeded");
    private static readonly Answer Refused = Fault.Error(400, "The request was refused.", "content_policy_violation");
    private static readonly Answer CallersFault = Fault.Error(400, "No such temperature.", "invalid_value");

    private readonly List<FakeProvider> _fakes = [];

    public async Task InitializeAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            _fakes.Add((await FakeProvider.StartAsync(Dialect.OpenAI)).Always(FakeAnswer.Text($"p{i + 1}")));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var fake in _fakes)
        {
            await fake.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_larger_context_is_asked_next_and_never_the_same_again(bool stream)
    {
        await using var gateway = await StartAsync(new { Targets = new[] { Sized(1, 1000), Sized(2, 1000), Sized(3, 900), Sized(4, 2000), Sized(5, 4000) }, MaxRetries = 3 });
        _fakes[0].Always(TooLong);
        _fakes[3].Always(TooLong);

        var response = await gateway.ChatAsync("m", stream: stream);

        (await response.SpokenAsync(stream)).ShouldBe("p5");
        Asked().ShouldBe([1, 0, 0, 1, 1]);
    }

    [Fact]
    public async Task Where_none_is_larger_the_caller_is_told()
    {
        await using var gateway = await StartAsync(new { Targets = new[] { Sized(1, 1000), Sized(2, 1000) }, MaxRetries = 3 });
        _fakes[0].Always(TooLong);

        var response = await gateway.ChatAsync("m");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorCodeAsync()).ShouldBe("context_length_exceeded");
        Asked().ShouldBe([1, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task A_context_that_nobody_knows_may_be_larger()
    {
        _fakes[1].Models.Add("a-model-of-our-own");
        await using var gateway = await StartAsync(new { Targets = new[] { Sized(1, 1000), new { Model = "p2/a-model-of-our-own", Tier = 2 } } });
        _fakes[0].Always(TooLong);

        (await (await gateway.ChatAsync("m")).TextAsync()).ShouldBe("p2");
    }

    /// <summary>In the order of the fakes: the model's own two, then those for what is too long, what is refused, and anything.</summary>
    [Theory]
    [InlineData("too long", "ok", "p3", "1 0 1 0 0")]
    [InlineData("too long", "500", "p5", "1 0 1 0 1")]
    [InlineData("too long", "too long", "p5", "1 0 1 0 1")]
    [InlineData("refused", "ok", "p4", "1 0 0 1 0")]
    [InlineData("refused", "500", null, "1 0 0 1 0")]
    [InlineData("refused", "refused", null, "1 0 0 1 0")]
    [InlineData("500", "ok", "p2", "1 1 0 0 0")]
    [InlineData("500", "500", "p5", "1 1 0 0 1")]
    [InlineData("callers", "ok", null, "1 0 0 0 0")]
    public async Task Each_kind_of_failure_has_its_own_order(string first, string second, string? answered, string asked)
    {
        foreach (var stream in new[] { true, false })
        {
            await using var gateway = await StartAsync(new
            {
                Targets = new[] { Sized(1, 1000), Sized(2, 1000) },
                MaxRetries = 0,
                Fallbacks = new
                {
                    TooLong = new object[] { new { Model = "p3/gpt-4o-mini", ContextTokens = 2000 } },
                    Policy = new[] { "p4/gpt-4o-mini" },
                    Any = new object[] { new { Model = "p5/gpt-4o-mini", ContextTokens = 4000 } },
                },
            });
            var before = Asked();
            _fakes[0].Always(Failing(first));
            if (second != "ok")
            {
                _fakes.Skip(1).Take(3).ToList().ForEach(fake => fake.Always(Failing(second)));
            }

            var response = await gateway.ChatAsync("m", stream: stream);

            response.IsSuccessStatusCode.ShouldBe(answered is not null);
            if (answered is not null)
            {
                (await response.SpokenAsync(stream)).ShouldBe(answered);
            }

            string.Join(' ', Asked().Zip(before, (now, then) => now - then)).ShouldBe(asked);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_was_filtered_away_is_a_refusal_too(bool stream)
    {
        await using var gateway = await StartAsync(new { Targets = Engines.Tiers(1), Fallbacks = new { Policy = new[] { "p4/gpt-4o-mini" } } });
        _fakes[0].Always(FakeAnswer.Empty.Finishing(FakeFinish.ContentFilter));

        var response = await gateway.ChatAsync("m", stream: stream);

        (await response.SpokenAsync(stream)).ShouldBe("p4");
        response.Header("x-aigateway-attempts").ShouldBe("2");
    }

    [Fact]
    public async Task Any_takes_over_while_the_models_own_rest()
    {
        await using var gateway = await Engines.StartAsync(
            new { Cooldown = new { Failures = 1, Rest = "10m" } },
            new { m = new { Targets = Engines.Tiers(1), Fallbacks = new { Any = new[] { "p2/gpt-4o-mini" } } } },
            [.. _fakes]);
        _fakes[0].Always(Fault.Status(500));

        (await gateway.ChatAsync("m")).Header("x-aigateway-attempts").ShouldBe("2");
        var next = await gateway.ChatAsync("m");

        (next.Header("x-aigateway-provider"), next.Header("x-aigateway-attempts")).ShouldBe(("p2", "1"));
    }

    private static object Sized(int number, int tokens) => new { Model = $"p{number}/gpt-4o-mini", Tier = number, ContextTokens = tokens };

    private static Answer Failing(string kind) => kind switch
    {
        "too long" => TooLong,
        "refused" => Refused,
        "callers" => CallersFault,
        _ => Fault.Status(500),
    };

    private int[] Asked() => [.. _fakes.Select(fake => fake.HeadsSeen)];

    private Task<TestGateway> StartAsync(object model) => Engines.StartAsync(new { m = model }, [.. _fakes]);
}
