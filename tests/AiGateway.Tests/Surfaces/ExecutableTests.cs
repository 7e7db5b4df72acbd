using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Observability;

namespace AiGateway.Tests.Surfaces;

/// <summary>The real executable as whoever starts it meets it: its words, its refusals, its exit codes.</summary>
public sealed partial class ExecutableTests
{
    [Fact]
    public async Task A_start_says_where_it_serves_what_is_live_how_to_set_a_key_and_what_to_try()
    {
        await using var process = GatewayProcess.Start(new { }, new Dictionary<string, string>(StringComparer.Ordinal) { ["OPENAI_API_KEY"] = "sk-canary-environment" });

        var address = await process.WaitForAddressAsync();

        (await process.WaitForLineAsync("AiGateway serves on")).ShouldContain("live providers: mock, openai");
        (await process.WaitForLineAsync("There is no caller's key")).ShouldContain("AIGATEWAY_KEY");
        var tip = await process.WaitForLineAsync("Try it: curl");
        tip.ShouldContain($"curl {address.GetLeftPart(UriPartial.Authority)}/v1/chat/completions ");
        tip.ShouldNotContain("Authorization");
        using var client = new HttpClient();
        var answer = await client.PostAsync(Curl().Match(tip).Groups["url"].Value, new StringContent(Curl().Match(tip).Groups["body"].Value, System.Text.Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.TextAsync()).ShouldNotBeNullOrEmpty();
        process.Output.ShouldNotContain(line => line.Contains("canary", StringComparison.Ordinal));
        process.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_a_key_the_tip_has_a_place_for_it_and_not_the_key_itself()
    {
        const string Key = "oQ7vT2xW9pLs4ZzR8mYb3nHc";
        await using var process = GatewayProcess.Start(new { }, new Dictionary<string, string>(StringComparer.Ordinal) { ["AIGATEWAY_KEY"] = Key }, "http://0.0.0.0:0");

        var tip = await process.WaitForLineAsync("Try it: curl");

        tip.ShouldContain("curl http://127.0.0.1:");
        tip.ShouldContain("-H 'Authorization: Bearer YOUR_GATEWAY_KEY'");
        process.Output.ShouldNotContain(line => line.Contains("There is no caller's key", StringComparison.Ordinal) || line.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bad_configuration_ends_it_with_one_and_every_error()
    {
        await using var process = GatewayProcess.Start("""
            { "Gateway": { "MaxRequestBytes": 0, "Typo": 1, "Models": { "fast": "nobody/x" }, "VirtualKeys": { "k": "changeme" } } }
            """);

        (await process.WaitForExitAsync()).ShouldBe(1);

        var said = string.Join('\n', process.Errors);
        said.ShouldContain("4 errors");
        foreach (var path in (string[])["Gateway:MaxRequestBytes", "Gateway:Typo", "Gateway:Models:fast", "Gateway:VirtualKeys:k"])
        {
            said.ShouldContain(path);
        }

        said.ShouldNotContain("   at ");
        said.ShouldNotContain("changeme");
    }

    [Fact]
    public async Task So_does_a_file_that_is_no_JSON()
    {
        await using var process = GatewayProcess.Start("{ \"Gateway\": {");

        (await process.WaitForExitAsync()).ShouldBe(1);

        string.Join('\n', process.Errors).ShouldContain("appsettings.json");
        process.Errors.ShouldNotContain(line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task So_does_a_ReverseProxy_section_that_YARP_refuses()
    {
        await using var process = GatewayProcess.Start("""
            { "ReverseProxy": { "Routes": { "r": { "ClusterId": "c", "Match": { "Path": "/r" }, "Transforms": [ { "ProviderKey": "nobody" } ] } } } }
            """);

        (await process.WaitForExitAsync()).ShouldBe(1);

        var said = string.Join('\n', process.Errors);
        said.ShouldContain("ReverseProxy");
        said.ShouldContain("names the provider 'nobody'");
        said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_port_in_use_ends_it_with_one_and_says_so()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var process = GatewayProcess.Start(new { }, url: $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        (await process.WaitForExitAsync()).ShouldBe(1);

        string.Join('\n', process.Errors).ShouldContain("cannot listen");
        process.Errors.ShouldNotContain(line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_health_command_tells_alive_from_not_and_SIGTERM_ends_it_with_zero()
    {
        await using var process = GatewayProcess.Start(new { });
        var address = (await process.WaitForAddressAsync()).AbsoluteUri;

        (await HealthAsync(address)).Code.ShouldBe(0);

        await process.TerminateAsync();
        (await process.WaitForExitAsync()).ShouldBe(0);
        var (code, said) = await HealthAsync(address);
        code.ShouldBe(1);
        said.ShouldContain(address);
        (await HealthAsync("nonsense")).Code.ShouldBe(1);
    }

    private static async Task<(int Code, string Said)> HealthAsync(string address)
    {
        await using var probe = GatewayProcess.Command("health", address);
        var code = await probe.WaitForExitAsync();
        return (code, string.Join('\n', probe.Errors));
    }

    [GeneratedRegex("curl (?<url>[^ ]+) .*-d '(?<body>[^']+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Curl();
}
