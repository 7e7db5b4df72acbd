using System.CommandLine;

namespace AiGateway.CommandLine;

/// <summary>What the help of each command ends with.</summary>
internal static class HelpTexts
{
    private const string Root = """
        Configuration:
          appsettings.json in the current folder (or --contentRoot FOLDER), the environment (Gateway__MaxRequestBytes), and
          --Section:Key=value after any command, in this order: the later wins.

        Exit codes:
          0  done
          1  refused or failed: the reason is on standard error, or is what was asked for
          2  the command line cannot be understood
          3  the store does not answer

        Examples:
          aigateway                                     serve on http://127.0.0.1:8080
          aigateway serve --urls http://0.0.0.0:8080    serve on all interfaces
          aigateway validate                            check the configuration before a restart
          aigateway explain --model fast --key shop     see where a request would go
        """;

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["aigateway"] = Root,
        ["serve"] = """
            Examples:
              aigateway serve
              aigateway serve --urls http://0.0.0.0:8080 --contentRoot /etc/aigateway
              aigateway --Gateway:Log:Format=Json
            """,
        ["health"] = """
            Examples:
              aigateway health
              aigateway health http://127.0.0.1:9000
            """,
        ["validate"] = """
            Examples:
              aigateway validate
              aigateway validate --contentRoot /etc/aigateway --json
            """,
        ["explain"] = """
            Examples:
              aigateway explain --model fast
              aigateway explain --model fast --key shop --stream --header 'x-aigateway-tags: batch'
              aigateway explain --file body.json --json
              cat body.json | aigateway explain --surface chat
            """,
    };

    /// <summary>The texts by command.</summary>
    public static Dictionary<Command, string> For(RootCommand root)
    {
        var found = new Dictionary<Command, string> { [root] = Texts["aigateway"] };
        Add(root, "", found);
        return found;
    }

    private static void Add(Command parent, string path, Dictionary<Command, string> found)
    {
        foreach (var command in parent.Subcommands)
        {
            var name = $"{path}{command.Name}";
            if (Texts.TryGetValue(name, out var text))
            {
                found[command] = text;
            }

            Add(command, name + " ", found);
        }
    }
}
