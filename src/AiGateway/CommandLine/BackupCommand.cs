using System.CommandLine;
using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>The command <c>backup</c>.</summary>
internal static class BackupCommand
{
    /// <summary>Makes it.</summary>
    public static Command Build(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "Where to; it must not be there yet." };
        var command = new Command("backup", "Copies the SQLite store as it is at one moment, while the gateway runs.") { file };
        command.SetAction(async (parsed, token) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            await using var store = await context.OpenAsync(needsAll: false, token);
            var database = store.Get<Database>();
            if (!database.IsSqlite)
            {
                throw new CommandException("The store is PostgreSQL, which is backed up with its own tools, such as pg_dump.");
            }

            await database.BackupAsync(path, token);
            await context.Console.Output.WriteLineAsync($"The store is copied to {path}. The key file is not in it: without that, or the environment's keys, no secret in it can be read.");
            return ExitCode.Done;
        });
        return command;
    }
}
