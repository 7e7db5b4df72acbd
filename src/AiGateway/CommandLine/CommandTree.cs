using System.CommandLine;
using System.CommandLine.Help;

namespace AiGateway.CommandLine;

/// <summary>Every command there is.</summary>
internal static class CommandTree
{
    /// <summary>Makes the tree.</summary>
    public static RootCommand Build(CommandContext context)
    {
        var root = new RootCommand("AiGateway: one address in front of every AI provider.")
        {
            ServeCommand.Build(),
            HealthCommand.Build(context),
            ValidateCommand.Build(context),
            ExplainCommand.Build(context),
            KeyCommands.Build(context),
            SecretCommands.Build(context),
            TokenCommands.Build(context),
            AuditCommands.Build(context),
            BackupCommand.Build(context),
        };
        root.HelpName = "aigateway";
        var examples = HelpTexts.For(root);
        foreach (var option in root.Options)
        {
            switch (option)
            {
                case HelpOption { Action: HelpAction usual } help:
                    help.Action = new HelpWithExamples(usual, examples);
                    break;
                case VersionOption version:
                    version.Action = new VersionAction();
                    break;
            }
        }

        return root;
    }
}
