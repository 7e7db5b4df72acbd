using System.Globalization;

namespace AiGateway.Configuration.Reading;

/// <summary>Reads one virtual key.</summary>
internal sealed class VirtualKeyReader(ReaderEnvironment environment, SecretReader secrets, ProblemList problems)
{
    /// <summary>The shortest value taken, in characters.</summary>
    public const int ShortestValue = 16;

    private const int LongestName = 128;

    /// <summary>With an offset, since a time without one is another in every place.</summary>
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>Reads an entry of <c>VirtualKeys</c>, short (the value) or long; <see langword="null"/> where it has no usable id or value.</summary>
    public VirtualKeyOptions? Read(ConfigNode entry)
    {
        if (Names.ProblemOfEntry(entry.Key) is { } problem)
        {
            problems.Add(entry.Path, problem);
            return null;
        }

        if (entry.Children.Count == 0 && entry.Value is not null)
        {
            return Value(entry.Path, entry.Value) is { } plain ? new VirtualKeyOptions { Id = entry.Key, Value = plain } : null;
        }

        var reader = new ObjectReader(entry, problems);
        var value = reader.Text(nameof(VirtualKeyOptions.Value));
        var hash = reader.Text(nameof(VirtualKeyOptions.Hash));
        var key = Limits(reader, new VirtualKeyOptions { Id = entry.Key });
        reader.RefuseUnknown();
        return Identified(reader, key, value, hash);
    }

    /// <summary>Checks that a value can guard the gateway, and reports it where it cannot.</summary>
    public bool IsStrong(string path, Secret value)
    {
        if (value.Reveal().Length < ShortestValue)
        {
            problems.Add(path, $"The key is shorter than {ShortestValue} characters. Make one with: openssl rand -hex 32");
            return false;
        }

        if (Placeholders.IsWeak(value.Reveal()))
        {
            problems.Add(path, "The key is a well-known placeholder or too plain to guard anything. Make one with: openssl rand -hex 32");
            return false;
        }

        return true;
    }

    private VirtualKeyOptions Limits(ObjectReader reader, VirtualKeyOptions key) => key with
    {
        Name = Label(reader, nameof(VirtualKeyOptions.Name)),
        Team = Team(reader),
        User = Label(reader, nameof(VirtualKeyOptions.User)),
        Tags = TextLists.Read(reader.List(nameof(VirtualKeyOptions.Tags)), problems, StringComparer.Ordinal, TextLists.ProblemOfTag),
        Models = TextLists.Read(reader.List(nameof(VirtualKeyOptions.Models)), problems, StringComparer.Ordinal, Names.ProblemOfModel),
        Surfaces = TextLists.Read(reader.List(nameof(VirtualKeyOptions.Surfaces)), problems, StringComparer.Ordinal, ProblemOfSurface),
        Networks = TextLists.Read(reader.List(nameof(VirtualKeyOptions.Networks)), problems, StringComparer.OrdinalIgnoreCase, static text => Configuration.Networks.TryRead(text, out _)),
        Expires = Expires(reader),
        Enabled = reader.Bool(nameof(VirtualKeyOptions.Enabled), key.Enabled),
    };

    private VirtualKeyOptions? Identified(ObjectReader reader, VirtualKeyOptions key, string? value, string? hash)
    {
        if (reader.Has(nameof(VirtualKeyOptions.Value)) && reader.Has(nameof(VirtualKeyOptions.Hash)))
        {
            reader.Error(nameof(VirtualKeyOptions.Hash), "The key is given both as a Value and as a Hash. Remove one.");
            return null;
        }

        if (value is not null)
        {
            return Value(reader.PathOf(nameof(VirtualKeyOptions.Value)), value) is { } secret ? key with { Value = secret } : null;
        }

        if (hash is not null)
        {
            if (KeyHash.TryRead(hash, out _))
            {
                return key with { Hash = hash };
            }

            // What stands there may be the key itself, so it is not repeated.
            reader.Error(nameof(VirtualKeyOptions.Hash), "This is no key's hash: {pepperId}:{publicId}:{digest in base64url}. Make a key and its hash with: aigateway keys hash");
            return null;
        }

        if (!reader.Has(nameof(VirtualKeyOptions.Value)) && !reader.Has(nameof(VirtualKeyOptions.Hash)))
        {
            reader.Error(nameof(VirtualKeyOptions.Value), "The key itself is missing: env:NAME or file:PATH.");
        }

        return null;
    }

    private Secret? Value(string path, string text) => secrets.Read(path, text) is { } value && IsStrong(path, value) ? value : null;

    private static string? Label(ObjectReader reader, string field)
    {
        if (reader.Text(field) is not { } text)
        {
            return null;
        }

        if (text.Length > LongestName || text.Any(char.IsControl) || text.Trim().Length < text.Length)
        {
            reader.Error(field, $"At most {LongestName} characters are expected here, without control characters, and without blanks at their ends.");
            return null;
        }

        return text;
    }

    private static string? Team(ObjectReader reader)
    {
        if (reader.Text(nameof(VirtualKeyOptions.Team)) is not { } text)
        {
            return null;
        }

        if (Names.ProblemOfEntry(text) is { } problem)
        {
            reader.Error(nameof(VirtualKeyOptions.Team), problem);
            return null;
        }

        return text;
    }

    private string? ProblemOfSurface(string id) => environment.Surfaces.Contains(id, StringComparer.Ordinal)
        ? null
        : $"There is no surface {Quote.Of(id)}. {Suggestions.Sentence(id, environment.Surfaces, "Surfaces")}";

    private DateTimeOffset? Expires(ObjectReader reader)
    {
        const string Field = nameof(VirtualKeyOptions.Expires);
        if (reader.Text(Field) is not { } text)
        {
            return null;
        }

        if (!DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires))
        {
            reader.Error(Field, $"{Quote.Of(text)} is no date and time with an offset, such as 2027-01-31T00:00:00Z or 2027-01-31T00:00:00+01:00.");
            return null;
        }

        if (expires <= environment.Time.GetUtcNow())
        {
            problems.Warn(reader.PathOf(Field), "The key has expired and is refused. Remove it, or give it a later end.");
        }

        return expires;
    }
}
