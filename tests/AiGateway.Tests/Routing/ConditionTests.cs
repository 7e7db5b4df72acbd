using System.Net;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Options;

namespace AiGateway.Tests.Routing;

/// <summary>Each condition of a target: <c>one</c> has it and comes first, <c>two</c> has none.</summary>
public sealed class ConditionTests : RoutingSetup
{
    private const string Staff = "oQ7vT2xW9pLs4ZzR8mYb3nHc";
    private const string Guest = "Zk1uB6yE0aJd5CqX7fGt2vNw";

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:When:Keys")]
    public async Task Keys_are_callers()
    {
        await using var gateway = await ConditionalAsync(new { Keys = new[] { "STAFF" } }, keys: new { staff = Staff, guest = Guest });

        (await AskAsync(gateway, Body("m"), ("api-key", Staff))).ShouldBe("one");
        (await AskAsync(gateway, Body("m"), ("api-key", Guest))).ShouldBe("two");
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:When:Tags")]
    public async Task Tags_are_the_requests()
    {
        await using var gateway = await ConditionalAsync(new { Tags = new[] { "batch", "night" } });

        (await AskAsync(gateway, Body("m"), ("x-aigateway-tags", "team-a, night"))).ShouldBe("one");
        (await AskAsync(gateway, Body("m"), ("x-aigateway-tags", "batch"))).ShouldBe("one");
        (await AskAsync(gateway, Body("m"), ("x-aigateway-tags", "batches,Batch"))).ShouldBe("two");
        (await AskAsync(gateway, Body("m"))).ShouldBe("two");
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:When:Users")]
    public async Task Users_are_those_that_requests_name()
    {
        await using var gateway = await ConditionalAsync(new { Users = new[] { "ANN" } });

        (await AskAsync(gateway, Body("m"), ("x-aigateway-user", "ann"))).ShouldBe("one");
        (await AskAsync(gateway, Body("m"), ("x-aigateway-user", "anna"))).ShouldBe("two");
        (await AskAsync(gateway, Body("m"))).ShouldBe("two");
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:When:Headers")]
    public async Task Headers_are_the_requests()
    {
        await using var gateway = await ConditionalAsync(new { Headers = new Dictionary<string, string> { ["X-Region"] = "eu", ["x-plan"] = "gold" } });

        (await AskAsync(gateway, Body("m"), ("x-region", "eu"), ("X-Plan", "gold"))).ShouldBe("one");
        (await AskAsync(gateway, Body("m"), ("x-region", "eu"))).ShouldBe("two");
        (await AskAsync(gateway, Body("m"), ("x-region", "EU"), ("x-plan", "gold"))).ShouldBe("two");
        One.Requests.ShouldAllBe(request => request.Header("x-region") == null);
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:When:MinTokens")]
    public async Task MinTokens_is_for_long_prompts()
    {
        await using var gateway = await ConditionalAsync(new { MinTokens = 500 });

        (await AskAsync(gateway, Body("m", Words(2000)))).ShouldBe("one");
        (await AskAsync(gateway, Body("m", Words(10)))).ShouldBe("two");
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:When:MaxTokens")]
    public async Task MaxTokens_is_for_short_prompts()
    {
        await using var gateway = await ConditionalAsync(new { MaxTokens = 500 });

        (await AskAsync(gateway, Body("m", Words(10)))).ShouldBe("one");
        (await AskAsync(gateway, Body("m", Words(2000)))).ShouldBe("two");
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:When:Uses")]
    public async Task Uses_is_all_that_a_request_must_use()
    {
        await using var gateway = await ConditionalAsync(new { Uses = new[] { "Vision", "Tools" } });

        (await AskAsync(gateway, Body("m", more: body =>
        {
            AddPicture(body);
            AddTool(body);
        }))).ShouldBe("one");
        (await AskAsync(gateway, Body("m", more: AddPicture))).ShouldBe("two");
        (await AskAsync(gateway, Body("m"))).ShouldBe("two");
    }

    [Fact]
    public async Task All_that_is_given_must_hold()
    {
        await using var gateway = await ConditionalAsync(new { Tags = new[] { "batch" }, MinTokens = 500 });

        (await AskAsync(gateway, Body("m", Words(2000)), ("x-aigateway-tags", "batch"))).ShouldBe("one");
        (await AskAsync(gateway, Body("m"), ("x-aigateway-tags", "batch"))).ShouldBe("two");
        (await AskAsync(gateway, Body("m", Words(2000)))).ShouldBe("two");
    }

    [Fact]
    public async Task A_request_that_meets_no_condition_is_refused_by_name_and_reaches_nobody()
    {
        await using var gateway = await GatewayAsync(new
        {
            m = new { Targets = new[] { new { Model = $"one/{UpstreamModel}", When = new { Tags = new[] { "batch" } } } } },
        });

        var refused = await gateway.ChatAsync("m");

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.ErrorCodeAsync()).ShouldBe("no_matching_target");
        (await refused.Content.ReadAsStringAsync()).ShouldContain("'m'");
        One.HeadsSeen.ShouldBe(0);
        (await gateway.ChatAsync("m", "Hi", false, ("x-aigateway-tags", "batch"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_fallback_for_any_failure_answers_where_no_condition_holds()
    {
        await using var gateway = await GatewayAsync(new
        {
            m = new
            {
                Targets = new[] { new { Model = $"one/{UpstreamModel}", When = new { Tags = new[] { "batch" } } } },
                Fallbacks = new { Any = new[] { $"two/{UpstreamModel}" } },
            },
        });

        (await AskAsync(gateway, Body("m"))).ShouldBe("two");
    }

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("word", count));

    private Task<TestGateway> ConditionalAsync(object when, object? keys = null) => GatewayAsync(
        new { m = new { Targets = new object[] { new { Model = $"one/{UpstreamModel}", When = when }, new { Model = $"two/{UpstreamModel}", Tier = 2 } } } },
        keys);
}
