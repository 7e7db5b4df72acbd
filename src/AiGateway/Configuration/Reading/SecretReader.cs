using System.Text;
using System.Text.RegularExpressions;

namespace AiGateway.Configuration.Reading;

/// <summary>Turns a reference (<c>env:</c>, <c>file:</c>) or a literal into a secret; its messages never repeat what could be one.</summary>
internal sealed partial class SecretReader(ReaderEnvironment environment, ProblemList problems)
{
    /// <summary>The largest secret file, in bytes.</summary>
    public const int LargestFile = 64 * 1024;

    private const string EnvironmentScheme = "env:";
    private const string FileScheme = "file:";
    private const string StoreScheme = "store:";

    /// <summary>Resolves what the configuration says.</summary>
    /// <param name="path">The field's path, for messages.</param>
    /// <param name="reference">A reference or a literal.</param>
    /// <param name="warnOfLiteral">Whether a literal deserves a warning; header values, say, mostly are no secrets.</param>
    /// <returns>The secret, or <see langword="null"/> after reporting why there is none.</returns>
    public Secret? Read(string path, string reference, bool warnOfLiteral = true)
    {
        var value = Resolve(path, reference);
        if (value is null || ProblemOf(value) is { } problem && Refuse(path, problem))
        {
            return null;
        }

        if (warnOfLiteral && ReferenceEquals(value, reference))
        {
            problems.Warn(path, "The secret is written out in the configuration. Better refer to it: env:NAME or file:PATH.");
        }

        return new Secret(value);
    }

    /// <summary>What is wrong with a secret's value, without any of it; <see langword="null"/> where nothing is.</summary>
    public static string? ProblemOf(string value)
    {
        if (value.Length == 0)
        {
            return "The secret is empty.";
        }

        if (value.Any(c => c is < ' ' or > '~'))
        {
            return "The secret holds control characters, line ends or characters beyond ASCII, which cannot go into a header.";
        }

        return value[0] == ' ' || value[^1] == ' ' ? "The secret begins or ends with a blank." : null;
    }

    private string? Resolve(string path, string reference)
    {
        if (reference.StartsWith(EnvironmentScheme, StringComparison.Ordinal))
        {
            return FromVariable(path, reference[EnvironmentScheme.Length..]);
        }

        if (reference.StartsWith(FileScheme, StringComparison.Ordinal))
        {
            return FromFile(path, reference[FileScheme.Length..]);
        }

        if (reference.StartsWith(StoreScheme, StringComparison.Ordinal))
        {
            problems.Add(path, "Of all secrets only a provider's ApiKeys may be kept in the store; what the gateway is reached or opened with may not. Use env:NAME or file:PATH.");
            return null;
        }

        if (OtherCase().IsMatch(reference))
        {
            problems.Add(path, "References are written in lower case: env:NAME, file:PATH, store:NAME.");
            return null;
        }

        if (Unexpanded().IsMatch(reference))
        {
            problems.Add(path, "This looks like a variable that nothing expands here. Write env:NAME to take an environment variable's value.");
            return null;
        }

        return reference;
    }

    private string? FromVariable(string path, string name)
    {
        if (!VariableName().IsMatch(name))
        {
            // What follows may be a key pasted after the prefix, so it is not repeated.
            problems.Add(path, "What follows env: is no name of an environment variable (letters, digits and _).");
            return null;
        }

        var shown = name.Any(char.IsAsciiLetterLower) && name.Length > 20 ? "that env: names" : Quote.Of(name);
        switch (environment.Variable(name))
        {
            case null:
                problems.Add(path, $"The environment variable {shown} is not set.");
                return null;
            case "":
                problems.Add(path, $"The environment variable {shown} is empty.");
                return null;
            case var value:
                return value;
        }
    }

    private string? FromFile(string path, string file)
    {
        if (string.IsNullOrWhiteSpace(file))
        {
            problems.Add(path, "file: is followed by no path.");
            return null;
        }

        try
        {
            using var stream = new FileStream(Path.Combine(environment.BaseDirectory, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[LargestFile + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > LargestFile)
            {
                problems.Add(path, $"The file {Quote.Of(file)} is larger than 64 KiB, which no secret is.");
                return null;
            }

            // Latin-1 keeps every byte apart, so what is not ASCII is seen by the check that follows.
            var value = Encoding.Latin1.GetString(buffer, 0, length);
            value = value.EndsWith("\r\n", StringComparison.Ordinal) ? value[..^2] : value.EndsWith('\n') ? value[..^1] : value;
            return value.Length > 0 || !Refuse(path, $"The file {Quote.Of(file)} is empty.") ? value : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var reason = exception switch
            {
                FileNotFoundException or DirectoryNotFoundException => "does not exist",
                UnauthorizedAccessException => "may not be read by this process, or is a directory",
                _ => "cannot be read",
            };
            problems.Add(path, $"The file {Quote.Of(file)} {reason}.");
            return null;
        }
    }

    private bool Refuse(string path, string message)
    {
        problems.Add(path, message);
        return true;
    }

    [GeneratedRegex("^(env|file|store):", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherCase();

    [GeneratedRegex("^(\\$\\{.*\\}|\\$[A-Za-z_][A-Za-z0-9_]*|%[A-Za-z_][A-Za-z0-9_]*%|\\{\\{.*\\}\\})\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unexpanded();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableName();
}
