using System.Net;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Options;

namespace AiGateway.Tests.Routing;

/// <summary>Targets that are known to be unfit for a request are passed over, whatever their tier.</summary>
public sealed class PreCheckTests : RoutingSetup
{
    [Fact]
    [Proves("Gateway:Models:*:Targets:*:ContextTokens")]
    public async Task ContextTokens_must_hold_the_prompt_and_the_answer()
    {
        await using var gateway = await GatewayAsync(new { m = Tiers(new { Model = $"one/{UpstreamModel}", ContextTokens = 1000 }) });

        (await AskAsync(gateway, Body("m"))).ShouldBe("one");
        (await AskAsync(gateway, Body("m", string.Join(' ', Enumerable.Repeat("word", 4000))))).ShouldBe("two");
        (await AskAsync(gateway, Body("m", more: body => body["max_tokens"] = 999))).ShouldBe("two");
        One.HeadsSeen.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_too_long_for_all_is_still_tried_since_lengths_are_estimates()
    {
        await using var gateway = await GatewayAsync(new { m = new { Targets = new[] { new { Model = $"one/{UpstreamModel}", ContextTokens = 1 } }, RequireCapabilities = true } });

        (await AskAsync(gateway, Body("m"))).ShouldBe("one");
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:Capabilities")]
    public async Task Capabilities_are_what_a_target_can_take()
    {
        await using var gateway = await GatewayAsync(new
        {
            blind = Tiers(new { Model = $"one/{UpstreamModel}", Capabilities = new[] { "Tools" } }),
            seeing = Tiers(new { Model = $"one/{UpstreamModel}", Capabilities = new[] { "Vision" } }),
        });

        (await AskAsync(gateway, Body("blind", more: AddPicture))).ShouldBe("two");
        (await AskAsync(gateway, Body("blind", more: AddTool))).ShouldBe("one");
        (await AskAsync(gateway, Body("seeing", more: AddPicture))).ShouldBe("one");
        (await AskAsync(gateway, Body("seeing", more: AddTool))).ShouldBe("two");
    }

    [Fact]
    public async Task What_a_well_known_model_lacks_is_known_without_being_told()
    {
        One.Models.Add("o3-mini");
        await using var gateway = await GatewayAsync(new { m = Tiers(new { Model = "one/o3-mini" }) });

        (await AskAsync(gateway, Body("m"))).ShouldBe("one");
        (await AskAsync(gateway, Body("m", more: AddPicture))).ShouldBe("two");
    }

    [Fact]
    [Proves("Gateway:Models:*:RequireCapabilities")]
    public async Task RequireCapabilities_refuses_what_no_target_can_take()
    {
        await using var gateway = await GatewayAsync(new
        {
            tried = new { Targets = new[] { new { Model = $"one/{UpstreamModel}", Capabilities = new[] { "Tools" } } } },
            refused = new { Targets = new[] { new { Model = $"one/{UpstreamModel}", Capabilities = new[] { "Tools" } } }, RequireCapabilities = true },
        });

        (await AskAsync(gateway, Body("tried", more: AddPicture))).ShouldBe("one");
        var refused = await gateway.PostAsync("/v1/chat/completions", Body("refused", more: AddPicture));

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.ErrorCodeAsync()).ShouldBe("unsupported_request");
        (await refused.Content.ReadAsStringAsync()).ShouldContain("images");
        One.HeadsSeen.ShouldBe(1);
        (await AskAsync(gateway, Body("refused", more: AddTool))).ShouldBe("one");
    }

    [Fact]
    public async Task RequireCapabilities_leaves_out_who_cannot_even_where_nobody_is_fit()
    {
        await using var gateway = await GatewayAsync(new
        {
            m = new
            {
                Targets = new object[] { new { Model = $"one/{UpstreamModel}", Capabilities = new[] { "Tools" } }, new { Model = $"two/{UpstreamModel}", ContextTokens = 1, Tier = 2 } },
                RequireCapabilities = true,
            },
        });

        (await AskAsync(gateway, Body("m", more: AddPicture))).ShouldBe("two");
    }

    [Fact]
    public async Task A_fallback_for_failures_is_no_reason_to_pass_a_target_over()
    {
        await using var gateway = await GatewayAsync(new
        {
            m = new { Targets = new[] { new { Model = $"one/{UpstreamModel}", ContextTokens = 1 } }, Fallbacks = new { TooLong = new[] { $"two/{UpstreamModel}" } } },
        });

        (await AskAsync(gateway, Body("m"))).ShouldBe("one");
    }

    private static object Tiers(object first) => new { Targets = new[] { first, new { Model = $"two/{UpstreamModel}", Tier = 2 } } };
}
