using System.CommandLine;
using System.Security.Cryptography;
using AiGateway.Management;
using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>The commands <c>secrets</c>: the providers' keys that the store holds encrypted.</summary>
internal static class SecretCommands
{
    private const int KeyBytes = 32;

    /// <summary>Makes them.</summary>
    public static Command Build(CommandContext context) => new("secrets", "Keeps providers' keys encrypted in the store, where the configuration refers to them as store:NAME.")
    {
        Set(context, "set", "Keeps a secret, or gives one that is kept another value.", mustExist: false),
        Set(context, "rotate", "Gives a secret that is kept another value.", mustExist: true),
        List(context), Delete(context), Reencrypt(context), GenerateKeys(context),
    };

    private static Command Set(CommandContext context, string word, string description, bool mustExist)
    {
        var name = Name();
        var file = new Option<string?>("--file", "-f") { Description = "The file that holds the value; without it the value is piped in, or typed without being shown.", HelpName = "PATH" };
        var note = new Option<string?>("--note") { Description = "A word on what it is for.", HelpName = "TEXT" };
        var json = Inputs.Json();
        var command = new Command(word, description) { name, file, note, json };
        command.SetAction(async (parsed, token) =>
        {
            await using var store = await context.OpenAsync(needsAll: false, token);
            var secrets = store.Get<SecretManagement>();
            var before = mustExist ? await secrets.GetAsync(parsed.GetRequiredValue(name), token) : null;
            var value = await Inputs.SecretAsync(context.Console, parsed.GetValue(file), token);
            var secret = await secrets.SetAsync(OpenStore.Actor, parsed.GetRequiredValue(name), value, parsed.GetValue(note) ?? before?.Note, before?.Version, token);
            return Done(context, parsed.GetValue(json), secret, $"The secret {secret.Name} is kept, at version {Texts.Of(secret.Version)}. The configuration names it store:{secret.Name}.");
        });
        return command;
    }

    private static Command List(CommandContext context)
    {
        var search = new Option<string?>("--search") { Description = "Those with this in their name.", HelpName = "TEXT" };
        var limit = Inputs.Limit(1000);
        var json = Inputs.Json();
        var command = new Command("list", "Lists the secrets, never their values.") { search, limit, json };
        command.SetAction(async (parsed, token) =>
        {
            await using var store = await context.OpenAsync(needsAll: false, token);
            var secrets = store.Get<SecretManagement>();
            var found = await Pages.ReadAsync(page => secrets.ListAsync(new SecretFilter { Search = parsed.GetValue(search) }, page, token), parsed.GetValue(limit));
            if (parsed.GetValue(json))
            {
                CommandJson.Write(context.Console.Output, found.Select(SecretView.Of));
                return ExitCode.Done;
            }

            var table = new Table("NAME", "MASTER KEY", "VALUE SET", "VERSION", "NOTE");
            foreach (var secret in found)
            {
                table.Add(secret.Name, secret.MasterKeyId, Texts.Of(secret.UpdatedAt), Texts.Of(secret.Version), secret.Note);
            }

            table.Write(context.Console.Output);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Delete(CommandContext context)
    {
        var name = Name();
        var command = new Command("delete", "Deletes a secret that the configuration does not name.") { name };
        command.SetAction(async (parsed, token) =>
        {
            await using var store = await context.OpenAsync(needsAll: true, token);
            await store.Get<SecretManagement>().DeleteAsync(OpenStore.Actor, parsed.GetRequiredValue(name), null, token);
            await context.Console.Output.WriteLineAsync($"The secret {parsed.GetRequiredValue(name)} is deleted.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Reencrypt(CommandContext context)
    {
        var json = Inputs.Json();
        var command = new Command("reencrypt", "Encrypts every secret under the master key in force; may be broken off and begun again.") { json };
        command.SetAction(async (parsed, token) =>
        {
            await using var store = await context.OpenAsync(needsAll: false, token);
            var outcome = await store.Get<SecretManagement>().ReencryptAsync(OpenStore.Actor, token);
            if (parsed.GetValue(json))
            {
                CommandJson.Write(context.Console.Output, outcome);
            }
            else
            {
                await context.Console.Output.WriteLineAsync($"Encrypted anew: {Texts.Of(outcome.Done)}.");
                foreach (var unreadable in outcome.Unreadable)
                {
                    await context.Console.Errors.WriteLineAsync($"The secret {unreadable} cannot be read: its master key is not there, or its content was changed.");
                }
            }

            return outcome.Unreadable.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Command GenerateKeys(CommandContext context)
    {
        var json = Inputs.Json();
        var command = new Command("generate-keys", "Prints a fresh master key and pepper as lines for the environment; keeps nothing.") { json };
        command.SetAction(parsed =>
        {
            var (master, pepper) = (Fresh(), Fresh());
            if (parsed.GetValue(json))
            {
                CommandJson.Write(context.Console.Output, new Dictionary<string, string>(StringComparer.Ordinal) { ["AIGATEWAY_MASTER_KEY"] = master, ["AIGATEWAY_PEPPER"] = pepper });
                return;
            }

            context.Console.Output.WriteLine($"AIGATEWAY_MASTER_KEY={master}");
            context.Console.Output.WriteLine($"AIGATEWAY_PEPPER={pepper}");
            context.Console.Errors.WriteLine("Keep them where the gateway's environment comes from, and a copy elsewhere: without the master key no stored secret can be read, without the pepper no key works.");
        });
        return command;
    }

    private static string Fresh() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    private static int Done(CommandContext context, bool json, StoredSecret secret, string words)
    {
        if (json)
        {
            CommandJson.Write(context.Console.Output, SecretView.Of(secret));
        }
        else
        {
            context.Console.Output.WriteLine(words);
        }

        return ExitCode.Done;
    }

    private static Argument<string> Name() => new("NAME") { Description = "Its name, as in store:NAME." };

    private sealed record SecretView(string Name, string MasterKeyId, string? Note, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version)
    {
        public static SecretView Of(StoredSecret secret) => new(secret.Name, secret.MasterKeyId, secret.Note, secret.CreatedAt, secret.UpdatedAt, secret.Version);
    }
}
