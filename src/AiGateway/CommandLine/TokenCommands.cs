using System.CommandLine;
using AiGateway.Management;
using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>The commands <c>tokens</c>: who may use the admin API. Whoever may read the store's files may make one, which is the way back in when all are lost.</summary>
internal static class TokenCommands
{
    /// <summary>Makes them.</summary>
    public static Command Build(CommandContext context) => new("tokens", "Makes, lists and revokes tokens for the admin API; also the way back in when all are lost.")
    {
        Create(context), List(context), Revoke(context),
    };

    private static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "What people call it, or its holder." };
        var role = new Option<AdminRole>("--role") { Description = "What its holder may do: viewer, operator or admin.", HelpName = "ROLE", Required = true };
        role.AcceptOnlyFromAmong("viewer", "operator", "admin");
        var expires = Inputs.Expires(TimeProvider.System);
        var json = Inputs.Json();
        var command = new Command("create", "Makes a token and shows it, this once.") { name, role, expires, json };
        command.SetAction(async (parsed, token) =>
        {
            var draft = new AdminTokenDraft { Name = parsed.GetRequiredValue(name), Role = parsed.GetValue(role), ExpiresAt = parsed.GetValue(expires) };
            await using var store = await context.OpenAsync(needsAll: false, token);
            var issued = await store.Get<AdminTokenManagement>().CreateAsync(OpenStore.Actor, draft, token);
            if (parsed.GetValue(json))
            {
                CommandJson.Write(context.Console.Output, TokenView.Of(issued.Token) with { Token = issued.Text });
                return ExitCode.Done;
            }

            await context.Console.Output.WriteLineAsync(issued.Text);
            await context.Console.Errors.WriteLineAsync($"The token {issued.Token.Id} ({issued.Token.Name}) is made. It is shown this once and kept nowhere.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(CommandContext context)
    {
        var limit = Inputs.Limit(1000);
        var json = Inputs.Json();
        var command = new Command("list", "Lists the tokens.") { limit, json };
        command.SetAction(async (parsed, token) =>
        {
            await using var store = await context.OpenAsync(needsAll: false, token);
            var tokens = store.Get<AdminTokenManagement>();
            var found = (await Pages.ReadAsync(page => tokens.ListAsync(new AdminTokenFilter(), page, token), parsed.GetValue(limit))).Select(TokenView.Of).ToArray();
            if (parsed.GetValue(json))
            {
                CommandJson.Write(context.Console.Output, found);
                return ExitCode.Done;
            }

            var table = new Table("ID", "NAME", "ROLE", "ENABLED", "EXPIRES", "MADE");
            foreach (var one in found)
            {
                table.Add(one.Id, one.IsBootstrap ? $"{one.Name} (good once)" : one.Name, Role(one.Role), one.Enabled ? "yes" : "no", Texts.Of(one.ExpiresAt), Texts.Of(one.CreatedAt));
            }

            table.Write(context.Console.Output);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Revoke(CommandContext context)
    {
        var id = Inputs.PublicId("The token's public id, the middle of agw-admin-ID-SECRET (never the token itself).");
        var command = new Command("revoke", "Deletes a token; never the last admin's.") { id };
        command.SetAction(async (parsed, token) =>
        {
            await using var store = await context.OpenAsync(needsAll: false, token);
            await store.Get<AdminTokenManagement>().DeleteAsync(OpenStore.Actor, parsed.GetRequiredValue(id), null, token);
            await context.Console.Output.WriteLineAsync($"The token {parsed.GetRequiredValue(id)} is revoked.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Role(AdminRole role) => role.ToString().ToLowerInvariant();

    private sealed record TokenView(string Id, string Name, AdminRole Role, bool IsBootstrap, bool Enabled, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt, long Version)
    {
        public string? Token { get; init; }

        public static TokenView Of(StoredAdminToken token) =>
            new(token.Id, token.Name, token.Role, token.IsBootstrap, token.Enabled, token.ExpiresAt, token.CreatedAt, token.Version);
    }
}
