using System.Net;
using AiGateway.Fakes;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Observability;

namespace AiGateway.Tests.Options;

/// <summary>What each field of the gateway's own changes, and each of a virtual key's.</summary>
public sealed class GatewayOptionTests : IAsyncLifetime
{
    private const string Key = "oQ7vT2xW9pLs4ZzR8mYb3nHc";

    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.NotFound)]
    [Proves("Gateway:AllowDirectModels")]
    public async Task AllowDirectModels_lets_a_provider_be_asked_by_name(bool allowed, HttpStatusCode status)
    {
        await using var gateway = await GatewayAsync(new { AllowDirectModels = allowed });

        (await gateway.ChatAsync("up/gpt-4o-mini")).StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData(100, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(1000, HttpStatusCode.OK)]
    [Proves("Gateway:MaxRequestBytes")]
    public async Task MaxRequestBytes_is_the_most_that_is_taken(int limit, HttpStatusCode status)
    {
        await using var gateway = await GatewayAsync(new { MaxRequestBytes = limit });

        (await gateway.ChatAsync("up/gpt-4o-mini", new string('x', 100))).StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Proves("Gateway:AnswerHeaders")]
    public async Task AnswerHeaders_is_whether_the_gateways_own_are_sent(bool sent)
    {
        await using var gateway = await GatewayAsync(new { AnswerHeaders = sent, VirtualKeys = new { tester = Key } });
        HttpResponseMessage[] answers =
        [
            await gateway.ChatAsync("up/gpt-4o-mini", "Hi", false, ("api-key", Key)),
            await gateway.ChatAsync("up/gpt-4o-mini", "Hi", true, ("api-key", Key)),
            await gateway.ChatAsync("nothing", "Hi", false, ("api-key", Key)),
            await gateway.PostAsync("/nothing", "{}", ("api-key", Key)),
            await gateway.ChatAsync("up/gpt-4o-mini"),
        ];

        foreach (var answer in answers)
        {
            answer.Headers.Any(h => h.Key.StartsWith("x-aigateway-", StringComparison.OrdinalIgnoreCase)).ShouldBe(sent, answer.ToString());
            answer.Header("x-request-id").ShouldNotBeNull();
        }

        answers[0].Headers.Contains("Server-Timing").ShouldBe(sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Proves("Gateway:Log:Requests")]
    public async Task Requests_is_whether_each_gets_its_line(bool logged)
    {
        await using var gateway = await GatewayAsync(new { Log = new { Requests = logged } });

        var id = (await gateway.ChatAsync("up/gpt-4o-mini")).Header("x-request-id").ShouldNotBeNull();

        // The line is written before the next request of this connection is begun.
        await gateway.Client.GetAsync("/health/live");
        if (logged)
        {
            await gateway.WaitForLogAsync(id);
        }

        gateway.LogLines.Any(line => line.Contains(id, StringComparison.Ordinal)).ShouldBe(logged);
    }

    [Theory]
    [InlineData("Json", "{")]
    [InlineData("Console", "2")]
    [Proves("Gateway:Log:Format")]
    public async Task Format_is_the_form_of_a_line(string format, string start)
    {
        await using var process = GatewayProcess.Start(new { Gateway = new { Log = new { Format = format } } });

        (await process.WaitForLineAsync("AiGateway serves on")).ShouldStartWith(start);
    }

    [Fact]
    [Proves("Gateway:VirtualKeys:*:Value")]
    public async Task A_virtual_keys_value_is_what_callers_send()
    {
        await using var gateway = await GatewayAsync(new { VirtualKeys = new { tester = new { Value = Key } } });

        (await gateway.ChatAsync("up/gpt-4o-mini", "Hi", false, ("api-key", Key))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.ChatAsync("up/gpt-4o-mini", "Hi", false, ("api-key", "x" + Key))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("up/gpt-4o-mini", HttpStatusCode.OK)]
    [InlineData("mock/*", HttpStatusCode.Forbidden)]
    [Proves("Gateway:VirtualKeys:*:Models")]
    public async Task A_virtual_keys_models_are_what_it_may_use(string allowed, HttpStatusCode status)
    {
        await using var gateway = await GatewayAsync(new { VirtualKeys = new { tester = new { Value = Key, Models = new[] { allowed } } } });

        (await gateway.ChatAsync("up/gpt-4o-mini", "Hi", false, ("api-key", Key))).StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [Proves("Gateway:VirtualKeys:*:Enabled")]
    public async Task A_virtual_key_that_is_off_is_refused(bool enabled, HttpStatusCode status)
    {
        await using var gateway = await GatewayAsync(new { VirtualKeys = new { tester = new { Value = Key, Enabled = enabled } } });

        (await gateway.ChatAsync("up/gpt-4o-mini", "Hi", false, ("api-key", Key))).StatusCode.ShouldBe(status);
    }

    private Task<TestGateway> GatewayAsync(object fields)
    {
        var section = fields.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(fields), StringComparer.Ordinal);
        section["Providers"] = new { up = Config.Provider(_provider) };
        return TestGateway.StartAsync(new { Gateway = section });
    }
}
