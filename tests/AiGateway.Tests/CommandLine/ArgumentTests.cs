using AiGateway.CommandLine;

namespace AiGateway.Tests.CommandLine;

/// <summary>Which arguments go where, and what the exit codes are.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData]
    [InlineData("--urls", "http://127.0.0.1:9000")]
    [InlineData("--urls=http://127.0.0.1:9000")]
    [InlineData("/urls", "http://127.0.0.1:9000")]
    [InlineData("urls=http://127.0.0.1:9000")]
    [InlineData("--Gateway:MaxRequestBytes=5")]
    [InlineData("--Gateway:Models:validate", "openai/gpt-4o")]
    [InlineData("--environment", "Development")]
    [InlineData("--help:x", "1")]
    public async Task Without_a_command_everything_is_the_hosts(params string[] args)
    {
        using var bench = new CommandBench();

        (await bench.RunAsync(args)).Ok();

        bench.Served.ShouldBe([.. args, "--contentRoot", bench.Folder]);
    }

    [Fact]
    public async Task Serve_hands_on_everything_but_its_own_name()
    {
        using var bench = new CommandBench();

        (await bench.RunAsync("serve", "--urls", "http://127.0.0.1:0", "validate", "--unknown")).Ok();

        bench.Served.ShouldBe(["--urls", "http://127.0.0.1:0", "validate", "--unknown", "--contentRoot", bench.Folder]);
    }

    [Theory]
    [InlineData("valdate", "valdate")]
    [InlineData("keys", "Required command")]
    [InlineData("keys list --nonsense", "--nonsense")]
    [InlineData("keys create", "NAME")]
    [InlineData("keys create a b", "'b'")]
    [InlineData("keys create a --surface nowhere", "nowhere")]
    [InlineData("keys create a --expires soon", "soon")]
    [InlineData("keys rotate a --overlap 10", "10")]
    [InlineData("keys list --limit 0", "at least 1")]
    [InlineData("tokens create a", "--role")]
    [InlineData("tokens create a --role emperor", "emperor")]
    [InlineData("explain --model m --header nothing", "Name: value")]
    [InlineData("audit verify --remembered 12", "NUMBER:HASH")]
    [InlineData("audit list --from yesterday", "yesterday")]
    [InlineData("secrets set", "NAME")]
    [InlineData("secrets set openai Canary-on-the-line", "not taken from the command line")]
    [InlineData("keys list sk-canary-on-the-line", "'***'")]
    [InlineData("keys revoke sk-gw-abcdefghijkl-canary", "itself")]
    [InlineData("tokens revoke agw-admin-abcdefghijkl-canary", "itself")]
    [InlineData("explain --model m --key sk-gw-abcdefghijkl-canary", "itself")]
    [InlineData("explain --model m --from nowhere", "no address")]
    public async Task What_cannot_be_understood_ends_with_two_and_changes_nothing(string line, string said)
    {
        using var bench = new CommandBench();

        var result = await bench.RunAsync(line.Split(' '));

        result.Code.ShouldBe(ExitCode.Usage, result.Errors);
        result.Errors.ShouldContain(said);
        result.Errors.ShouldContain("--help");
        result.Errors.ShouldNotContain("canary", Case.Insensitive);
        result.Output.ShouldBeEmpty();
        bench.Served.ShouldBeNull();
        Directory.EnumerateFileSystemEntries(bench.Folder).Count().ShouldBe(1, "only the configuration is there");
    }

    [Fact]
    public async Task A_file_of_arguments_is_no_such_thing()
    {
        using var bench = new CommandBench();
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "args"), "keys\nlist");

        var result = await bench.RunAsync($"@{Path.Combine(bench.Folder, "args")}");

        result.Code.ShouldBe(ExitCode.Usage);
    }

    [Theory]
    [InlineData("a --Gateway:X=1 b", "--Gateway:X=1", "a b")]
    [InlineData("a --Gateway:X 1 b", "--Gateway:X 1", "a b")]
    [InlineData("a --contentRoot /x --json", "--contentRoot /x", "a --json")]
    [InlineData("a --CONTENTROOT=/x", "--CONTENTROOT=/x", "a")]
    [InlineData("a --header x:y --note=a:b", "", "a --header x:y --note=a:b")]
    [InlineData("a --urls", "--urls", "a")]
    public void Settings_are_told_from_options(string line, string settings, string command)
    {
        var found = ConfigurationArguments.Split(line.Split(' '), out var rest);

        string.Join(' ', found).ShouldBe(settings);
        string.Join(' ', rest).ShouldBe(command);
    }
}
