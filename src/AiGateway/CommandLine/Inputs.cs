using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using AiGateway.Configuration;
using AiGateway.Secrets;

namespace AiGateway.CommandLine;

/// <summary>Reads what several commands are given.</summary>
internal static class Inputs
{
    private const int LongestSecret = 64 * 1024;

    /// <summary>An option that may be given several times, or once with several values.</summary>
    public static Option<string[]> Several(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName, AllowMultipleArgumentsPerToken = true };

    /// <summary>An option that asks for JSON instead of text.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Answer in JSON." };

    /// <summary>A key's or a token's id. The key itself is not taken: every process of the machine can read a command line.</summary>
    public static Argument<string> PublicId(string description)
    {
        var id = new Argument<string>("ID") { Description = description };
        id.Validators.Add(static result =>
        {
            if (IsSecret(result.Tokens[0].Value))
            {
                result.AddError("This is the key or token itself, which by now other processes may have read. Its id is the 12 characters in its middle.");
            }
        });
        return id;
    }

    /// <summary>Whether a word of a command line looks like what should not be on one.</summary>
    public static bool IsSecret(string word) =>
        word.StartsWith(TokenText.VirtualKeyPrefix, StringComparison.Ordinal) || word.StartsWith(TokenText.AdminPrefix, StringComparison.Ordinal) || word.StartsWith("sk-", StringComparison.Ordinal);

    /// <summary>An option for the most items of a list.</summary>
    public static Option<int> Limit(int usual)
    {
        var option = new Option<int>("--limit") { Description = "The most that are listed.", HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("The limit is at least 1.");
            }
        });
        return option;
    }

    /// <summary>Takes no other values.</summary>
    public static Option<string[]> AcceptOnly(this Option<string[]> option, params string[] values)
    {
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    /// <summary>An option for a moment to come.</summary>
    public static Option<DateTimeOffset?> Expires(TimeProvider time) => new("--expires")
    {
        Description = "When it ends: a day (2027-01-31), a moment (2027-01-31T12:00Z), or a time from now (90d, 12h).",
        HelpName = "WHEN",
        CustomParser = result => Moment(result, time),
    };

    /// <summary>An option for a moment that is past.</summary>
    public static Option<DateTimeOffset?> Past(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "WHEN",
        CustomParser = static result => Moment(result, null),
    };

    /// <summary>An option for a length of time, days included.</summary>
    public static Option<TimeSpan> Length(string name, string description, TimeSpan usual) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => usual,
        CustomParser = static result =>
        {
            if (TryLength(result.Tokens[0].Value, out var length) is { } problem)
            {
                result.AddError(problem);
            }

            return length;
        },
    };

    /// <summary>A secret's value: from a file, from what is piped in, or typed without being shown. Never from the command line, which every process of the machine can read.</summary>
    /// <param name="console">Where it is typed or piped.</param>
    /// <param name="path">The file; null for none.</param>
    /// <param name="token">Ends the work.</param>
    /// <exception cref="CommandException">There is none.</exception>
    public static async Task<string> SecretAsync(CommandConsole console, string? path, CancellationToken token)
    {
        if (path is null && console.IsTyped)
        {
            await console.Errors.WriteAsync("Value (it is not shown): ");
            return console.ReadHidden() is { Length: > 0 } typed ? typed : throw new CommandException("Nothing was typed, so nothing was changed.");
        }

        string value;
        try
        {
            value = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(await console.ReadFileAsync(path ?? "-", LongestSecret, token));
        }
        catch (DecoderFallbackException)
        {
            throw new CommandException("The value is no text.");
        }

        // What an editor or echo ends a line with is no part of it; anything else is, and is judged as such.
        value = value.EndsWith("\r\n", StringComparison.Ordinal) ? value[..^2] : value.EndsWith('\n') ? value[..^1] : value;
        return value.Length > 0 ? value : throw new CommandException("The value is empty, so nothing was changed.");
    }

    private static DateTimeOffset? Moment(ArgumentResult result, TimeProvider? time)
    {
        var text = result.Tokens[0].Value;
        if (time is not null && TryLength(text, out var length) is null && length > TimeSpan.Zero)
        {
            return time.GetUtcNow() + length;
        }

        string[] forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        if (DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
        {
            return moment;
        }

        result.AddError($"'{text}' is no day (2027-01-31) and no moment (2027-01-31T12:00Z){(time is null ? "" : ", nor a time from now (90d, 12h)")}.");
        return null;
    }

    private static string? TryLength(string text, out TimeSpan length)
    {
        if (text.EndsWith('d') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 36_500)
        {
            length = TimeSpan.FromDays(days);
            return null;
        }

        return Durations.TryRead(text, out length) is null ? null : $"'{text}' is no length of time. It is written 30s, 10m, 12h or 7d.";
    }
}
