using System.CommandLine;
using AiGateway.Exchanges;
using AiGateway.Management;
using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>The commands <c>keys</c>: the callers' keys that the store holds.</summary>
internal static class KeyCommands
{
    /// <summary>Makes them.</summary>
    public static Command Build(CommandContext context) => new("keys", "Makes, lists, rotates and revokes the keys that callers use.")
    {
        Create(context), List(context), Show(context), Rotate(context), Revoke(context), KeyHashCommand.Build(context),
    };

    private static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "What people call it." };
        var team = new Option<string?>("--team") { Description = "The team it belongs to.", HelpName = "ID" };
        var user = new Option<string?>("--user") { Description = "The user it belongs to.", HelpName = "ID" };
        var tags = Inputs.Several("--tag", "TAG", "A tag that its requests carry.");
        var models = Inputs.Several("--model", "NAME", "A model it may ask for, with at most one *; without any, all that its team may.");
        var surfaces = Inputs.Several("--surface", "ID", "A surface it may use; without any, all.").AcceptOnly([.. new SurfaceTable().All.Select(static s => s.Id)]);
        var networks = Inputs.Several("--network", "CIDR", "A network it may be used from; without any, all.");
        var expires = Inputs.Expires(TimeProvider.System);
        var disabled = new Option<bool>("--disabled") { Description = "Make it, but do not accept it yet." };
        var json = Inputs.Json();
        var command = new Command("create", "Makes a key and shows it, this once.") { name, team, user, tags, models, surfaces, networks, expires, disabled, json };
        command.SetAction(async (parsed, token) =>
        {
            var draft = new KeyDraft
            {
                Name = parsed.GetRequiredValue(name),
                Team = parsed.GetValue(team),
                User = parsed.GetValue(user),
                Tags = parsed.GetValue(tags) ?? [],
                Models = parsed.GetValue(models) ?? [],
                Surfaces = parsed.GetValue(surfaces) ?? [],
                Networks = parsed.GetValue(networks) ?? [],
                ExpiresAt = parsed.GetValue(expires),
                Enabled = !parsed.GetValue(disabled),
            };
            await using var store = await context.OpenAsync(needsAll: true, token);
            return Issued(context, await store.Get<KeyManagement>().CreateAsync(OpenStore.Actor, draft, token), parsed.GetValue(json), "is made");
        });
        return command;
    }

    private static Command List(CommandContext context)
    {
        var team = new Option<string?>("--team") { Description = "Those of a team.", HelpName = "ID" };
        var user = new Option<string?>("--user") { Description = "Those of a user.", HelpName = "ID" };
        var tag = new Option<string?>("--tag") { Description = "Those with a tag.", HelpName = "TAG" };
        var search = new Option<string?>("--search") { Description = "Those with this in their name or id.", HelpName = "TEXT" };
        var limit = Inputs.Limit(1000);
        var json = Inputs.Json();
        var command = new Command("list", "Lists the keys of the store; those of the configuration are in the configuration.") { team, user, tag, search, limit, json };
        command.SetAction(async (parsed, token) =>
        {
            var filter = new KeyFilter { Team = parsed.GetValue(team), User = parsed.GetValue(user), Tag = parsed.GetValue(tag), Search = parsed.GetValue(search) };
            await using var store = await context.OpenAsync(needsAll: false, token);
            var keys = store.Get<KeyManagement>();
            var now = store.Get<TimeProvider>().GetUtcNow();
            KeyView[] found = [.. (await Pages.ReadAsync(page => keys.ListAsync(filter, page, token), parsed.GetValue(limit))).Select(key => KeyView.Of(key, now))];
            if (parsed.GetValue(json))
            {
                CommandJson.Write(context.Console.Output, found);
                return ExitCode.Done;
            }

            var table = new Table("ID", "NAME", "STATE", "TEAM", "USER", "MODELS", "EXPIRES");
            foreach (var key in found)
            {
                table.Add(key.Id, key.Name, key.State, key.Team, key.User, Texts.Of(key.Models) ?? "all", Texts.Of(key.ExpiresAt));
            }

            table.Write(context.Console.Output);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(CommandContext context)
    {
        var id = Id();
        var json = Inputs.Json();
        var command = new Command("show", "Shows all about a key but the key itself.") { id, json };
        command.SetAction(async (parsed, token) =>
        {
            await using var store = await context.OpenAsync(needsAll: false, token);
            Write(context, KeyView.Of(await store.Get<KeyManagement>().GetAsync(parsed.GetRequiredValue(id), token), store.Get<TimeProvider>().GetUtcNow()), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Rotate(CommandContext context)
    {
        var id = Id();
        var overlap = Inputs.Length("--overlap", "How long the old key is accepted beside the new one; 0s ends it at once.", TimeSpan.FromHours(1));
        var json = Inputs.Json();
        var command = new Command("rotate", "Gives a key another secret under the same id, and shows it, this once.") { id, overlap, json };
        command.SetAction(async (parsed, token) =>
        {
            await using var store = await context.OpenAsync(needsAll: false, token);
            var issued = await store.Get<KeyManagement>().RotateAsync(OpenStore.Actor, parsed.GetRequiredValue(id), null, parsed.GetValue(overlap), token);
            return Issued(context, issued, parsed.GetValue(json), issued.Key.PreviousUntil is { } until ? $"has another secret; the old one is accepted until {Texts.Of(until)}" : "has another secret; the old one is accepted no longer");
        });
        return command;
    }

    private static Command Revoke(CommandContext context)
    {
        var id = Id();
        var json = Inputs.Json();
        var command = new Command("revoke", "Ends a key for good; every gateway refuses it within two seconds.") { id, json };
        command.SetAction(async (parsed, token) =>
        {
            await using var store = await context.OpenAsync(needsAll: false, token);
            var key = KeyView.Of(await store.Get<KeyManagement>().RevokeAsync(OpenStore.Actor, parsed.GetRequiredValue(id), null, token), store.Get<TimeProvider>().GetUtcNow());
            if (parsed.GetValue(json))
            {
                CommandJson.Write(context.Console.Output, key);
            }
            else
            {
                await context.Console.Output.WriteLineAsync($"The key {key.Id} ({key.Name}) is revoked.");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The key alone goes to standard output, so that a script may keep it without looking for it.</summary>
    private static int Issued(CommandContext context, IssuedKey issued, bool json, string what)
    {
        if (json)
        {
            CommandJson.Write(context.Console.Output, KeyView.Of(issued.Key, issued.Key.UpdatedAt) with { Key = issued.Text });
            return ExitCode.Done;
        }

        context.Console.Output.WriteLine(issued.Text);
        context.Console.Errors.WriteLine($"The key {issued.Key.Id} ({issued.Key.Name}) {what}. It is shown this once and kept nowhere.");
        return ExitCode.Done;
    }

    private static void Write(CommandContext context, KeyView key, bool json)
    {
        if (json)
        {
            CommandJson.Write(context.Console.Output, key);
            return;
        }

        var table = new Table("FIELD", "VALUE");
        table.Add("id", key.Id);
        table.Add("name", key.Name);
        table.Add("state", key.State);
        table.Add("team", key.Team);
        table.Add("user", key.User);
        table.Add("tags", Texts.Of(key.Tags));
        table.Add("models", Texts.Of(key.Models) ?? "all");
        table.Add("surfaces", Texts.Of(key.Surfaces) ?? "all");
        table.Add("networks", Texts.Of(key.Networks) ?? "all");
        table.Add("expires", Texts.Of(key.ExpiresAt));
        table.Add("revoked", Texts.Of(key.RevokedAt));
        table.Add("old key until", Texts.Of(key.PreviousUntil));
        table.Add("pepper", key.PepperId);
        table.Add("made", Texts.Of(key.CreatedAt));
        table.Add("changed", Texts.Of(key.UpdatedAt));
        table.Add("version", Texts.Of(key.Version));
        table.Write(context.Console.Output);
    }

    private static Argument<string> Id() => Inputs.PublicId("The key's public id, the middle of sk-gw-ID-SECRET (never the key itself).");
}
