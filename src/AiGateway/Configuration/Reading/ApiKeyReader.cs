namespace AiGateway.Configuration.Reading;

/// <summary>Reads the keys to one provider.</summary>
internal sealed class ApiKeyReader(SecretReader secrets, ProblemList problems)
{
    private const int HeaviestWeight = 1_000_000;

    /// <summary>Reads the entries of a provider, short and long forms mixed; what is wrong is reported and left out.</summary>
    public IReadOnlyList<ApiKeyOptions> Read(IReadOnlyList<ConfigNode> entries)
    {
        var keys = new List<ApiKeyOptions>();
        foreach (var entry in entries)
        {
            if (Read(entry) is not { } key)
            {
                continue;
            }

            if (keys.Any(k => k.Value.Equals(key.Value)))
            {
                problems.Add(entry.Path, "The same key is given twice, which spreads nothing. Remove it, or give the other one more Weight.");
            }

            keys.Add(key);
        }

        return keys;
    }

    private ApiKeyOptions? Read(ConfigNode entry)
    {
        if (entry.Children.Count == 0)
        {
            return Key(entry.Path, entry.Value) is { } plain ? new ApiKeyOptions { Value = plain } : null;
        }

        var reader = new ObjectReader(entry, problems);
        var text = reader.Text(nameof(ApiKeyOptions.Value));
        var weight = (int)reader.Number(nameof(ApiKeyOptions.Weight), 1, 1, HeaviestWeight);
        reader.RefuseUnknown();
        if (text is null && !reader.Has(nameof(ApiKeyOptions.Value)))
        {
            reader.Error(nameof(ApiKeyOptions.Value), "The key itself is missing: env:NAME or file:PATH.");
        }

        return Key(reader.PathOf(nameof(ApiKeyOptions.Value)), text) is { } secret ? new ApiKeyOptions { Value = secret, Weight = weight } : null;
    }

    private Secret? Key(string path, string? text)
    {
        var secret = text is null ? null : secrets.Read(path, text);
        if (secret is not null && Placeholders.IsUnfilled(secret.Reveal()))
        {
            problems.Add(path, "This is the placeholder of an example, not a key.");
        }

        return secret;
    }
}
