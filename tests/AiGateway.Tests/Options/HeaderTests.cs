using System.Globalization;
using System.Text.RegularExpressions;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Options;

/// <summary>What each header of the gateway's own says or does.</summary>
public sealed partial class HeaderTests : IAsyncLifetime
{
    private FakeProvider _one = null!;
    private FakeProvider _two = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _one = await FakeProvider.StartAsync(Dialect.OpenAI);
        _two = await FakeProvider.StartAsync(Dialect.Anthropic);
        _gateway = await TestGateway.StartAsync(Config.For([("one", _one), ("two", _two)], new
        {
            fast = new { Targets = new object[] { "one/gpt-4o-mini", new { Model = "two/claude-haiku-4-5", Tier = 2 } } },
        }));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    [Proves("header x-aigateway-provider")]
    [Proves("header x-aigateway-model")]
    [Proves("header x-aigateway-attempts")]
    public async Task They_say_who_really_answered_and_after_how_many_calls()
    {
        var first = await _gateway.ChatAsync("fast");
        _one.Always(Fault.Status(500));
        var second = await _gateway.ChatAsync("fast");

        (first.Header("x-aigateway-provider"), first.Header("x-aigateway-model"), first.Header("x-aigateway-attempts")).ShouldBe(("one", "gpt-4o-mini", "1"));
        (second.Header("x-aigateway-provider"), second.Header("x-aigateway-model"), second.Header("x-aigateway-attempts")).ShouldBe(("two", "claude-haiku-4-5", "2"));
    }

    [Fact]
    [Proves("header x-aigateway-request-id")]
    [Proves("header x-request-id")]
    public async Task The_id_is_the_one_in_the_log_and_never_the_same()
    {
        var first = await _gateway.ChatAsync("fast");
        var second = await _gateway.ChatAsync("fast", "Hi", false, ("x-request-id", "mine"));

        first.Header("x-aigateway-request-id").ShouldBe(first.Header("x-request-id"));
        second.Header("x-request-id").ShouldNotBe(first.Header("x-request-id"));
        second.Header("x-request-id").ShouldNotBe("mine");
        (await _gateway.WaitForRequestLogAsync(first)).ShouldContain("/v1/chat/completions 200");
    }

    [Fact]
    [Proves("header x-aigateway-dropped")]
    public async Task Dropped_names_the_fields_that_the_target_cannot_take()
    {
        const string Rest = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"logit_bias\":{\"7\":1},\"seed\":7}";

        (await _gateway.PostAsync("/v1/chat/completions", "{\"model\":\"one/gpt-4o-mini\"," + Rest)).Header("x-aigateway-dropped").ShouldBeNull();
        (await _gateway.PostAsync("/v1/chat/completions", "{\"model\":\"two/claude-haiku-4-5\"," + Rest)).Header("x-aigateway-dropped").ShouldNotBeNull().Split(", ").ShouldBe(["logit_bias", "seed"], ignoreOrder: true);
    }

    [Fact]
    [Proves("header x-aigateway-config")]
    public async Task Config_is_the_version_in_force()
    {
        var before = (await _gateway.ChatAsync("fast")).Header("x-aigateway-config");
        before.ShouldBe(_gateway.ConfigVersion);

        await File.WriteAllTextAsync(_gateway.ConfigFile, System.Text.Json.JsonSerializer.Serialize(Config.For([("one", _one)], new { fast = "one/gpt-4o" })));
        await _gateway.WaitForLogAsync("is in force", 20);

        (await _gateway.ChatAsync("fast")).Header("x-aigateway-config").ShouldNotBe(before);
    }

    [Fact]
    [Proves("header Server-Timing")]
    public async Task ServerTiming_is_the_gateways_own_share()
    {
        _one.Next(FakeAnswer.Text("Hi").After(TimeSpan.FromSeconds(2)));

        var response = await _gateway.ChatAsync("fast");

        var match = Timing().Match(response.Header("Server-Timing").ShouldNotBeNull());
        match.Success.ShouldBeTrue();
        double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeInRange(0, 1900);
    }

    [Fact]
    [Proves("header x-should-retry")]
    public async Task ShouldRetry_is_no_where_the_gateway_has_tried_all_it_may()
    {
        var good = await _gateway.ChatAsync("fast");
        _one.Always(Fault.Status(500));
        _two.Always(Fault.Status(500));
        var exhausted = await _gateway.ChatAsync("fast");
        var refused = await _gateway.ChatAsync("nothing");

        good.Header("x-should-retry").ShouldBeNull();
        exhausted.Header("x-should-retry").ShouldBe("false");
        refused.Header("x-should-retry").ShouldBeNull();
    }

    [Fact]
    [Proves("header x-aigateway-user")]
    [Proves("header x-aigateway-tags")]
    public async Task User_and_tags_are_in_the_log()
    {
        var told = await _gateway.ChatAsync("fast", "Hi", false, ("x-aigateway-user", "ann"), ("x-aigateway-tags", "a,b"));
        var silent = await _gateway.ChatAsync("fast");

        (await _gateway.WaitForRequestLogAsync(told)).ShouldContain(" User=ann Tags=a,b ");
        (await _gateway.WaitForRequestLogAsync(silent)).ShouldNotContain("User=");
    }

    [Fact]
    [Proves("header x-aigateway-timeout")]
    public async Task Timeout_shortens_the_total()
    {
        _one.Next(Fault.Silent, FakeAnswer.Text("Hi").After(TimeSpan.FromMilliseconds(500)));

        var cut = await _gateway.ChatAsync("one/gpt-4o-mini", "Hi", false, ("x-aigateway-timeout", "200ms"));
        var kept = await _gateway.ChatAsync("one/gpt-4o-mini");

        (await cut.ErrorCodeAsync()).ShouldBe("timeout_total");
        (await kept.TextAsync()).ShouldBe("Hi");
    }

    [GeneratedRegex(@"^gateway;dur=([0-9.]+)$")]
    private static partial Regex Timing();
}
