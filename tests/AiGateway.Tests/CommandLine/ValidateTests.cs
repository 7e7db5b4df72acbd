using AiGateway.CommandLine;

namespace AiGateway.Tests.CommandLine;

/// <summary>The command <c>validate</c>, on sound and on broken configurations.</summary>
public sealed class ValidateTests
{
    [Fact]
    public async Task A_sound_configuration_is_told_with_what_is_in_it_and_what_is_doubtful()
    {
        using var bench = new CommandBench(new
        {
            Gateway = new
            {
                Providers = new { openai = new { Type = "OpenAI", ApiKeys = new[] { "sk-canary-provider" } } },
                Models = new { fast = "openai/gpt-4o-mini" },
            },
        });
        bench.Variables["AIGATEWAY_KEY"] = "oQ7vT2xW9pLs4ZzR8mYb3nHc";

        var result = (await bench.RunAsync("validate")).Ok();

        result.Output.ShouldStartWith("The configuration is sound.\n");
        result.Output.ShouldContain("providers: mock, openai");
        result.Output.ShouldContain("fast");
        result.Output.ShouldContain("AIGATEWAY_KEY");
        result.Output.ShouldContain("1 warning:\n  Gateway:Providers:openai:ApiKeys:0\n");
        result.Output.ShouldNotContain("canary");
        result.Errors.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(bench.Folder).Count().ShouldBe(1, "whoever only looks makes no files");
    }

    [Fact]
    public async Task Every_problem_is_told_with_its_path_and_the_end_is_one()
    {
        using var bench = new CommandBench("""
            { "Gateway": { "MaxRequestBytes": 0, "Typo": 1, "Models": { "fast": "nobody/x" }, "VirtualKeys": { "k": "changeme" } } }
            """);

        var text = await bench.RunAsync("validate");
        var json = await bench.RunAsync("validate", "--json");

        text.Code.ShouldBe(ExitCode.Failed);
        text.Output.ShouldStartWith("The configuration has 4 errors.\n");
        string[] paths = ["Gateway:MaxRequestBytes", "Gateway:Models:fast", "Gateway:Typo", "Gateway:VirtualKeys:k"];
        json.Code.ShouldBe(ExitCode.Failed);
        json.Json.GetProperty("valid").GetBoolean().ShouldBeFalse();
        var problems = json.Json.GetProperty("problems").EnumerateArray().ToArray();
        problems.Select(problem => problem.GetProperty("path").GetString()).Order(StringComparer.Ordinal).ShouldBe(paths);
        foreach (var problem in problems)
        {
            text.Output.ShouldContain($"  {problem.GetProperty("path").GetString()}\n      {problem.GetProperty("message").GetString()}\n");
        }

        text.Output.ShouldNotContain("changeme");
    }

    [Theory]
    [InlineData("{ \"Gateway\": {", "appsettings.json")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "c", "Match": { "Path": "/r" }, "Transforms": [ { "ProviderKey": "nobody" } ] } } } }""", "names the provider 'nobody'")]
    public async Task What_only_others_find_is_told_too(string file, string said)
    {
        using var bench = new CommandBench(file);

        var result = await bench.RunAsync("validate");

        result.Code.ShouldBe(ExitCode.Failed, result.Errors);
        result.Output.ShouldContain("1 error");
        result.Output.ShouldContain(said);
        result.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Settings_of_the_command_line_count()
    {
        using var bench = new CommandBench();

        (await bench.RunAsync("validate")).Ok();

        var result = await bench.RunAsync("validate", "--Gateway:MaxRequestBytes=-1", "--json");
        result.Code.ShouldBe(ExitCode.Failed);
        result.Json.GetProperty("problems")[0].GetProperty("path").GetString().ShouldBe("Gateway:MaxRequestBytes");
    }
}
