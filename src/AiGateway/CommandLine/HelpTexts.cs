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
        ["keys"] = """
            Examples:
              KEY=$(aigateway keys create shop --team web --model fast --model 'gpt-*')
              aigateway keys list --team web
              aigateway keys revoke 4kq0z8c1m2xw
            """,
        ["keys create"] = """
            The key alone goes to standard output; what is said about it goes to standard error.

            Examples:
              KEY=$(aigateway keys create shop --team web --model fast --model 'gpt-*' --expires 90d)
              aigateway keys create batch --network 10.1.0.0/16 --surface embeddings --json
            """,
        ["keys rotate"] = """
            Examples:
              aigateway keys rotate 4kq0z8c1m2xw --overlap 7d    the old key works for another week
              aigateway keys rotate 4kq0z8c1m2xw --overlap 0s    it has leaked: it works no longer
            """,
        ["keys hash"] = """
            Examples:
              aigateway keys hash
              aigateway keys hash --json --Gateway:Storage:Enabled=false
            """,
        ["secrets"] = """
            A value is never taken from the command line, which every process of the machine can read.

            Examples:
              aigateway secrets set openai                       type it; it is not shown
              aigateway secrets set openai < /run/secrets/openai
              aigateway secrets list
            """,
        ["secrets set"] = """
            Examples:
              aigateway secrets set openai --note 'project shop'
              aigateway secrets set openai --file /run/secrets/openai
              pass show openai | aigateway secrets set openai
            """,
        ["secrets generate-keys"] = """
            Examples:
              aigateway secrets generate-keys >> /etc/aigateway/env
            """,
        ["tokens"] = """
            Examples:
              aigateway tokens create anna --role operator --expires 180d
              aigateway tokens create way-back-in --role admin    when every admin token is lost
              aigateway tokens revoke 7m1x0q4c9zka
            """,
        ["audit"] = """
            Examples:
              aigateway audit verify
              aigateway audit verify --file /var/log/aigateway/audit.jsonl --remembered 1041:9f2c…
              aigateway audit list --kind key --from 2026-11-01
            """,
        ["backup"] = """
            Examples:
              aigateway backup /var/backups/aigateway-$(date +%F).db
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
