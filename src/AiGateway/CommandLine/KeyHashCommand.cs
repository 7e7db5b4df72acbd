using System.CommandLine;
using AiGateway.Configuration;
using AiGateway.Secrets;

namespace AiGateway.CommandLine;

/// <summary>The command <c>keys hash</c>: a key for the configuration, which then holds its digest alone. The store is not asked.</summary>
internal static class KeyHashCommand
{
    /// <summary>Makes it.</summary>
    public static Command Build(CommandContext context)
    {
        var json = Inputs.Json();
        var command = new Command("hash", "Makes a key and the text by which the configuration knows it; the store has no part in it.") { json };
        command.SetAction(async (parsed, _) =>
        {
            await using var app = context.Build(needsAll: false);
            var ring = app.Services.GetRequiredService<SnapshotStore<GatewayConfig>>().Current.KeyRing
                ?? throw new CommandException("There is no pepper. Set AIGATEWAY_PEPPER, or Gateway:Secrets:Peppers (see: aigateway secrets generate-keys).");

            var key = TokenText.Create(TokenText.VirtualKeyPrefix, out var id);
            var hash = new KeyHash(ring.PepperId, id, ring.Digest(KeyPurpose.VirtualKey, ring.PepperId, key)).ToString();
            if (parsed.GetValue(json))
            {
                CommandJson.Write(context.Console.Output, new { Id = id, Key = key, Hash = hash });
                return ExitCode.Done;
            }

            await context.Console.Output.WriteLineAsync($"Key   {key}");
            await context.Console.Output.WriteLineAsync($"Hash  {hash}");
            await context.Console.Errors.WriteLineAsync("The key is for its caller, and shown this once. The hash is for the configuration, as Gateway:VirtualKeys:NAME:Hash.");
            return ExitCode.Done;
        });
        return command;
    }
}
