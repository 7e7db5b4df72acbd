using System.CommandLine;
using System.Net;
using AiGateway.Authentication;
using AiGateway.Exchanges;
using AiGateway.Explaining;
using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>The command <c>explain</c>: what would become of a request, without sending it.</summary>
internal static class ExplainCommand
{
    private const long MostBytes = 1024L * 1024 * 1024;

    /// <summary>Makes it.</summary>
    public static Command Build(CommandContext context)
    {
        var model = new Option<string?>("--model", "-m") { Description = "The model asked for; comes before the body's own.", HelpName = "NAME" };
        var key = new Option<string?>("--key", "-k") { Description = "The id of the caller's key (never the key itself).", HelpName = "ID" };
        key.Validators.Add(static result =>
        {
            if (result.Tokens.Any(static token => Inputs.IsSecret(token.Value)))
            {
                result.AddError("This is a key itself, which by now other processes may have read. Its id is the 12 characters in its middle.");
            }
        });
        var from = new Option<IPAddress?>("--from")
        {
            Description = "The address that the request comes from; without it the key's networks are not looked at.",
            HelpName = "ADDRESS",
            CustomParser = static result =>
            {
                if (!IPAddress.TryParse(result.Tokens[0].Value, out var address))
                {
                    result.AddError("That is no address, such as 10.1.2.3.");
                }

                return address;
            },
        };
        var surface = new Option<string>("--surface", "-s") { Description = "The surface called.", HelpName = "ID", DefaultValueFactory = static _ => "chat" };
        surface.AcceptOnlyFromAmong([.. new SurfaceTable().All.Select(static s => s.Id)]);
        var file = new Option<string?>("--file", "-f") { Description = "The request's body; - reads it from standard input.", HelpName = "BODY.json" };
        var headers = new Option<string[]>("--header", "-H") { Description = "A header of the request; may be given more than once.", HelpName = "NAME: VALUE" };
        var stream = new Option<bool>("--stream") { Description = "Ask for a stream, whatever the body says." };
        var bodies = new Option<bool>("--bodies") { Description = "Show the body that each target would get; with --json alone." };
        var json = Inputs.Json();
        var command = new Command("explain", "Tells what the gateway would do with a request, without sending it.") { model, key, from, surface, file, headers, stream, bodies, json };
        headers.Validators.Add(static result =>
        {
            if (result.Tokens.Any(static token => token.Value.IndexOf(':', StringComparison.Ordinal) < 1))
            {
                result.AddError("A header is written 'Name: value'.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(model) is null && result.GetValue(file) is null && context.Console.IsTyped)
            {
                result.AddError("Name the model with --model, or give the body with --file.");
            }
        });
        command.SetAction(async (parsed, token) =>
        {
            var path = parsed.GetValue(file) ?? (parsed.GetValue(model) is null ? "-" : null);
            var request = new ExplainRequest
            {
                Model = parsed.GetValue(model),
                Key = parsed.GetValue(key),
                From = parsed.GetValue(from),
                Surface = parsed.GetRequiredValue(surface),
                Bytes = path is null ? null : await context.Console.ReadFileAsync(path, MostBytes, token),
                Headers = Headers(parsed.GetValue(headers) ?? []),
                Stream = parsed.GetValue(stream) ? true : null,
                ShowBodies = parsed.GetValue(bodies),
            };
            return await RunAsync(context, request, parsed.GetValue(json), token);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ExplainRequest request, bool json, CancellationToken token)
    {
        await using var app = context.BuildToLook(static builder => builder.Services.AddSingleton<IStoreState, LookedAt>());
        if (request.Key is not null && app.Services.GetService<Database>() is not null)
        {
            await LoadKeysAsync(context, app.Services.GetRequiredService<KeyDirectory>(), token);
        }

        var answer = await app.Services.GetRequiredService<Explainer>().ExplainAsync(request, healthKnown: false, token);
        if (json)
        {
            CommandJson.Write(context.Console.Output, answer);
        }
        else
        {
            ExplainText.Write(answer, context.Console.Output);
        }

        return answer.Served ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>The key may be one of the store's, or belong to a team of the store's.</summary>
    private static async Task LoadKeysAsync(CommandContext context, KeyDirectory keys, CancellationToken token)
    {
        try
        {
            await keys.LoadAsync(token);
        }
        catch (StoreUnavailableException exception)
        {
            await context.Console.Errors.WriteLineAsync($"The store does not answer, so its keys, teams and users are not known: {exception.Message}");
        }
    }

    private static Dictionary<string, string> Headers(string[] lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }

        return headers;
    }

    /// <summary>What was read a moment ago is what there is.</summary>
    private sealed class LookedAt : IStoreState
    {
        public bool IsKnown => true;

        public TimeSpan SilentFor => TimeSpan.Zero;
    }
}
