using System.Text;
using AiGateway.Configuration;

namespace AiGateway.CommandLine;

/// <summary>What a command reads from and writes to, so that tests need no process of their own.</summary>
internal sealed record CommandConsole
{
    /// <summary>Where answers go.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where reasons and remarks go.</summary>
    public required TextWriter Errors { get; init; }

    /// <summary>Opens what is piped in.</summary>
    public required Func<Stream> Input { get; init; }

    /// <summary>Whether somebody types, and nothing is piped in.</summary>
    public required bool IsTyped { get; init; }

    /// <summary>Reads a line that somebody types without showing it; null where they end the input instead.</summary>
    public required Func<string?> ReadHidden { get; init; }

    /// <summary>What the configuration takes from outside; null for the process's own.</summary>
    public ReaderEnvironment? Environment { get; init; }

    /// <summary>The process's own.</summary>
    public static CommandConsole OfProcess() => new()
    {
        Output = Console.Out,
        Errors = Console.Error,
        Input = Console.OpenStandardInput,
        IsTyped = !Console.IsInputRedirected,
        ReadHidden = ReadKeys,
    };

    /// <summary>All that is piped in, up to a limit.</summary>
    /// <exception cref="CommandException">It is longer.</exception>
    public async Task<byte[]> ReadInputAsync(long limit, CancellationToken token)
    {
        await using var input = Input();
        return await ReadAsync(input, limit, token);
    }

    /// <summary>A file's content, up to a limit; of what is piped in for <c>-</c>.</summary>
    /// <exception cref="CommandException">It cannot be read, or is longer.</exception>
    public async Task<byte[]> ReadFileAsync(string path, long limit, CancellationToken token)
    {
        if (path == "-")
        {
            return await ReadInputAsync(limit, token);
        }

        try
        {
            await using var file = File.OpenRead(path);
            return await ReadAsync(file, limit, token);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"{path}: {exception.Message}");
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, long limit, CancellationToken token)
    {
        using var held = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, token) is var read and > 0)
        {
            await held.WriteAsync(buffer.AsMemory(0, read), token);
            if (held.Length > limit)
            {
                throw new CommandException($"The input is longer than the {limit} bytes that are taken.");
            }
        }

        return held.ToArray();
    }

    private static string? ReadKeys()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            switch (key)
            {
                case { Key: ConsoleKey.Backspace }:
                    text.Length = Math.Max(0, text.Length - 1);
                    break;
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control }:
                    return null;
                case { KeyChar: not '\0' }:
                    text.Append(key.KeyChar);
                    break;
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
