using System.Globalization;

namespace AiGateway.Benchmarks;

/// <summary>The <c>--name value</c> pairs of a subcommand.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static Options Parse(string[] args)
    {
        var options = new Options();
        if (args.Length % 2 != 0)
        {
            throw new ArgumentException("Options come as pairs: --name value.", nameof(args));
        }

        foreach (var pair in args.Chunk(2))
        {
            options._values[pair[0]] = pair[1];
        }

        return options;
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public string Required(string name) => Text(name) ?? throw new ArgumentException($"{name} is missing.", nameof(name));

    public int Number(string name, int defaultValue) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : defaultValue;
}
