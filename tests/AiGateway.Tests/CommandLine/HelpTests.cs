using System.CommandLine;
using System.Text;
using AiGateway.CommandLine;
using AiGateway.Tests.Configuration;

namespace AiGateway.Tests.CommandLine;

/// <summary>Every command's help, held against <c>help.txt</c>. To write that anew: <c>GOLDEN_UPDATE=1 dotnet test --filter HelpTests</c>.</summary>
public sealed class HelpTests
{
    private static readonly string Golden = RepositoryFiles.Path("tests", "AiGateway.Tests", "CommandLine", "help.txt");

    [Fact]
    public async Task Every_command_says_what_it_does_and_how()
    {
        using var bench = new CommandBench();
        var text = new StringBuilder();
        foreach (var path in Paths())
        {
            var result = (await bench.RunAsync([.. path, "--help"])).Ok();
            text.Append($"$ aigateway {string.Join(' ', path.Append("--help"))}\n{result.Line.TrimEnd()}\n\n");
        }

        bench.Served.ShouldBeNull();
        if (Environment.GetEnvironmentVariable("GOLDEN_UPDATE") == "1")
        {
            await File.WriteAllTextAsync(Golden, text.ToString());
        }

        text.ToString().ShouldBe(await File.ReadAllTextAsync(Golden));
    }

    [Fact]
    public void Every_command_and_option_has_a_description()
    {
        foreach (var command in Commands(Root()))
        {
            command.Description.ShouldNotBeNullOrEmpty(command.Name);
            command.Options.ShouldAllBe(option => !string.IsNullOrEmpty(option.Description) || option.Hidden);
            command.Arguments.ShouldAllBe(argument => !string.IsNullOrEmpty(argument.Description));
        }
    }

    [Fact]
    public void Every_command_that_answers_with_more_than_a_word_can_do_so_in_json()
    {
        string[] without = ["serve", "health", "backup", "delete", "revoke"];

        Commands(Root()).Where(static command => command.Subcommands.Count == 0).Where(command => !without.Contains(command.Name))
            .ShouldAllBe(command => command.Options.Any(option => option.Name == "--json"));
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("-?")]
    public async Task Help_has_short_forms(string form)
    {
        using var bench = new CommandBench();

        (await bench.RunAsync(form)).Ok().Output.ShouldBe((await bench.RunAsync("--help")).Output);
        (await bench.RunAsync("keys", "create", form)).Ok().Output.ShouldBe((await bench.RunAsync("keys", "create", "--help")).Output);
    }

    private static RootCommand Root()
    {
        using var writer = new StringWriter();
        return CommandTree.Build(new CommandContext(new CommandConsole { Output = writer, Errors = writer, Input = static () => Stream.Null, IsTyped = false, ReadHidden = static () => null }, []));
    }

    private static IEnumerable<string[]> Paths() => [[], .. Below(Root(), [])];

    private static IEnumerable<string[]> Below(Command command, string[] path) =>
        command.Subcommands.SelectMany(child => Below(child, [.. path, child.Name]).Prepend([.. path, child.Name]));

    private static IEnumerable<Command> Commands(Command command) => command.Subcommands.SelectMany(Commands).Prepend(command);
}
