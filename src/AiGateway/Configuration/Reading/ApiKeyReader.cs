namespace AiGateway.Configuration.Reading;

/// <summary>Reads the keys to one provider.</summary>
internal sealed class ApiKeyReader(SecretReader secrets, StoredSecretReader stored, ProblemList problems)
{
    private const int HeaviestWeight = 1_000_000;

    /// <summary>Reads the entries of a provider, short and long forms mixed; what is wrong is reported and left out.</summary>
    public ApiKeySet Read(IReadOnlyList<ConfigNode> entries)
    {
        var keys = new List<ApiKeyOptions>();
        var names = new List<string>();
        var lacking = 0;
        foreach (var entry in entries)
        {
            var (path, text, weight) = Fields(entry);
            var name = text is null ? null : StoredSecretReader.NameIn(text);
            var isLacking = false;
            var value = text is null ? null : name is null ? secrets.Read(path, text) : stored.Read(path, name, out isLacking);
            lacking += isLacking ? 1 : 0;
            var isTwin = name is not null && names.Contains(name);
            if (name is not null && !isTwin)
            {
                names.Add(name);
            }

            if (value is not null && Placeholders.IsUnfilled(value.Reveal()))
            {
                problems.Add(path, "This is the placeholder of an example, not a key.");
            }

            if (isTwin || (value is not null && keys.Any(k => k.Value.Equals(value))))
            {
                problems.Add(entry.Path, "The same key is given twice, which spreads nothing. Remove it, or give the other one more Weight.");
            }

            if (value is not null)
            {
                keys.Add(new ApiKeyOptions { Value = value, Weight = weight });
            }
        }

        return new ApiKeySet(keys, names, lacking);
    }

    /// <summary>What an entry says: where the key stands, what stands there, and the weight.</summary>
    private (string Path, string? Text, int Weight) Fields(ConfigNode entry)
    {
        if (entry.Children.Count == 0)
        {
            return (entry.Path, entry.Value, 1);
        }

        var reader = new ObjectReader(entry, problems);
        var text = reader.Text(nameof(ApiKeyOptions.Value));
        var weight = (int)reader.Number(nameof(ApiKeyOptions.Weight), 1, 1, HeaviestWeight);
        reader.RefuseUnknown();
        if (text is null && !reader.Has(nameof(ApiKeyOptions.Value)))
        {
            reader.Error(nameof(ApiKeyOptions.Value), "The key itself is missing: env:NAME, file:PATH or store:NAME.");
        }

        return (reader.PathOf(nameof(ApiKeyOptions.Value)), text, weight);
    }
}
