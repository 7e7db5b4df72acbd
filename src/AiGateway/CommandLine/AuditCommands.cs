using System.CommandLine;
using AiGateway.Audit;
using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>The commands <c>audit</c>: what was changed, by whom, and whether the record of it is whole.</summary>
internal static class AuditCommands
{
    /// <summary>Makes them.</summary>
    public static Command Build(CommandContext context) => new("audit", "Checks and lists the record of every change.")
    {
        Verify(context), List(context),
    };

    private static Command Verify(CommandContext context)
    {
        var file = new Option<string?>("--file", "-f") { Description = "Check an audit file, or a copy of one, by itself; no store is needed.", HelpName = "PATH" };
        var remembered = new Option<AuditHead?>("--remembered")
        {
            Description = "The end of the record as an earlier check told it: whoever cut off the end since is found out.",
            HelpName = "NUMBER:HASH",
            CustomParser = static result =>
            {
                if (!AuditHead.TryParse(result.Tokens[0].Value, out var head))
                {
                    result.AddError("The end of a record is written NUMBER:HASH, as this command tells it.");
                }

                return head;
            },
        };
        var json = Inputs.Json();
        var command = new Command("verify", "Checks that no record was edited, deleted, inserted or moved.") { file, remembered, json };
        command.SetAction(async (parsed, token) =>
        {
            var verdict = parsed.GetValue(file) is { } path
                ? await VerifyFileAsync(path, parsed.GetValue(remembered), token)
                : await VerifyStoreAsync(context, parsed.GetValue(remembered), token);
            if (parsed.GetValue(json))
            {
                CommandJson.Write(context.Console.Output, new { verdict.IsSound, verdict.Problem, verdict.Notes, verdict.Records, Anchor = verdict.Anchor.ToString(), Head = verdict.Head.ToString() });
            }
            else
            {
                Write(verdict, context.Console.Output);
            }

            return verdict.IsSound ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<AuditVerdict> VerifyStoreAsync(CommandContext context, AuditHead? remembered, CancellationToken token)
    {
        await using var store = await context.OpenAsync(needsAll: false, token);
        return await store.Get<AuditLog>().VerifyAsync(remembered, token);
    }

    private static async Task<AuditVerdict> VerifyFileAsync(string path, AuditHead? remembered, CancellationToken token)
    {
        try
        {
            await using var input = File.OpenRead(path);
            return await AuditVerifier.VerifyFileAsync(input, remembered, token);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {exception.Message}");
        }
    }

    private static void Write(AuditVerdict verdict, TextWriter output)
    {
        output.WriteLine(verdict.IsSound ? $"The record is whole: {Texts.Of(verdict.Records)} changes." : $"The record is NOT whole: {verdict.Problem}");
        foreach (var note in verdict.Notes)
        {
            output.WriteLine($"Note: {note}");
        }

        if (verdict.Anchor.Number > 0)
        {
            output.WriteLine($"It begins after {verdict.Anchor}, where older ones were deleted as the configuration says.");
        }

        output.WriteLine($"Its end, to be remembered elsewhere: {verdict.Head}");
    }

    private static Command List(CommandContext context)
    {
        var actor = new Option<string?>("--actor") { Description = "Changes by somebody: token:ID, cli:USER or system.", HelpName = "WHO" };
        var action = new Option<string?>("--action") { Description = "Changes of one sort, such as key.revoke.", HelpName = "WHAT" };
        var kind = new Option<string?>("--kind") { Description = "Changes of one kind of thing: key, team, user, secret, token.", HelpName = "KIND" };
        var subject = new Option<string?>("--subject") { Description = "Changes of one thing.", HelpName = "ID" };
        var from = Inputs.Past("--from", "The first moment.");
        var to = Inputs.Past("--to", "The moment after the last.");
        var limit = Inputs.Limit(100);
        var json = Inputs.Json();
        var command = new Command("list", "Lists the changes, the newest first.") { actor, action, kind, subject, from, to, limit, json };
        command.SetAction(async (parsed, token) =>
        {
            var filter = new AuditFilter
            {
                Actor = parsed.GetValue(actor),
                Action = parsed.GetValue(action),
                Kind = parsed.GetValue(kind),
                Subject = parsed.GetValue(subject),
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
            };
            await using var store = await context.OpenAsync(needsAll: false, token);
            var database = store.Get<Database>();
            var found = await Pages.ReadAsync(page => database.ReadAsync(session => session.Audit.ListAsync(filter, page), token), parsed.GetValue(limit));
            if (parsed.GetValue(json))
            {
                CommandJson.Write(context.Console.Output, found);
                return ExitCode.Done;
            }

            var table = new Table("NUMBER", "WHEN", "WHO", "FROM", "WHAT", "SUBJECT", "FIELDS");
            foreach (var record in found)
            {
                table.Add(Texts.Of(record.Number), Texts.Of(record.At), record.Actor, record.Origin, record.Action, record.Subject, Texts.Of(record.Fields));
            }

            table.Write(context.Console.Output);
            return ExitCode.Done;
        });
        return command;
    }
}
