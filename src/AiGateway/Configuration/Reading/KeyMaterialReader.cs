using AiGateway.Secrets;

namespace AiGateway.Configuration.Reading;

/// <summary>Reads the master keys and peppers: the configured ones, those in the environment, and where a kind has none, the key file's.</summary>
/// <param name="environment">The environment.</param>
/// <param name="secrets">Reads references.</param>
/// <param name="problems">Where to report.</param>
internal sealed class KeyMaterialReader(ReaderEnvironment environment, SecretReader secrets, ProblemList problems)
{
    /// <summary>The environment variable that holds a master key.</summary>
    public const string MasterKeyVariable = "AIGATEWAY_MASTER_KEY";

    /// <summary>The environment variable that holds a pepper.</summary>
    public const string PepperVariable = "AIGATEWAY_PEPPER";

    private const string EnvironmentId = "env";

    private readonly KeyFileReader _file = new(environment, problems);
    private readonly List<(string Name, byte[] Bytes)> _seen = [];

    /// <summary>Reads the section, and the key file where it is needed; makes that file where there is no store yet that could need another.</summary>
    /// <param name="reader">The section <c>Secrets</c>.</param>
    /// <param name="storage">The store.</param>
    /// <param name="look">What the store holds; null where it did not answer or was not asked.</param>
    public KeyMaterialOptions Read(ObjectReader reader, StorageOptions storage, StoreLook? look)
    {
        var masterKeys = Keys(reader, nameof(KeyMaterialOptions.MasterKeys), MasterKeyVariable);
        var peppers = Keys(reader, nameof(KeyMaterialOptions.Peppers), PepperVariable);
        var (hasMasterKeys, hasPeppers) = (masterKeys.Ids.Count > 0, peppers.Ids.Count > 0);
        var options = new KeyMaterialOptions
        {
            KeyFile = reader.Text(nameof(KeyMaterialOptions.KeyFile)),
            MasterKeys = Tables.Freeze(masterKeys.Sound, StringComparer.Ordinal),
            MasterKey = reader.Text(nameof(KeyMaterialOptions.MasterKey)),
            Peppers = Tables.Freeze(peppers.Sound, StringComparer.Ordinal),
            Pepper = reader.Text(nameof(KeyMaterialOptions.Pepper)),
            Lost = [.. reader.List(nameof(KeyMaterialOptions.Lost)).Select(Id).OfType<string>()],
        };
        reader.RefuseUnknown();

        if (storage is { Enabled: true, Postgres: not null })
        {
            Require(reader, nameof(KeyMaterialOptions.MasterKeys), MasterKeyVariable, "master key", hasMasterKeys);
            Require(reader, nameof(KeyMaterialOptions.Peppers), PepperVariable, "pepper", hasPeppers);
        }

        if (options.KeyFile is not null && WhyNoFile(storage, hasMasterKeys && hasPeppers) is { } reason)
        {
            reader.Error(nameof(KeyMaterialOptions.KeyFile), $"{reason}, so a key file would have no effect.");
        }
        else if (storage is { Enabled: true, Postgres: null } && !(hasMasterKeys && hasPeppers) && _file.Read(reader.PathOf(nameof(KeyMaterialOptions.KeyFile)), options.KeyFile, storage, look?.Without(options.Lost)) is { } file)
        {
            options = options with
            {
                MasterKeys = hasMasterKeys ? options.MasterKeys : FromFile(reader, nameof(KeyMaterialOptions.MasterKeys), file.MasterKeys),
                MasterKey = options.MasterKey ?? (hasMasterKeys ? null : file.MasterKey),
                Peppers = hasPeppers ? options.Peppers : FromFile(reader, nameof(KeyMaterialOptions.Peppers), file.Peppers),
                Pepper = options.Pepper ?? (hasPeppers ? null : file.Pepper),
            };
        }

        return options with
        {
            MasterKey = Choose(reader, nameof(KeyMaterialOptions.MasterKey), "master key", masterKeys.Ids, options.MasterKeys, options.MasterKey),
            Pepper = Choose(reader, nameof(KeyMaterialOptions.Pepper), "pepper", peppers.Ids, options.Peppers, options.Pepper),
        };
    }

    private static string? WhyNoFile(StorageOptions storage, bool hasAll) => storage switch
    {
        { Enabled: false } => "There is no store",
        { Postgres: not null } => "PostgreSQL may have several replicas, which need the same keys",
        _ => hasAll ? "Master keys and peppers are configured" : null,
    };

    private static void Require(ObjectReader reader, string field, string variable, string what, bool hasOne)
    {
        if (!hasOne)
        {
            reader.Error(
                field,
                $"With PostgreSQL all replicas need the same {what}, so none is made by itself. Set {variable} in the environment, or give \"{field}\": {{ \"first\": \"file:PATH\" }}. {KeyBytes.HowToMake}");
        }
    }

    private IReadOnlyDictionary<string, Secret> FromFile(ObjectReader reader, string field, IReadOnlyDictionary<string, Secret> keys)
    {
        foreach (var (id, key) in keys)
        {
            Check(reader.PathOf(nameof(KeyMaterialOptions.KeyFile)), $"{field}:{id}", id, key);
        }

        return keys;
    }

    private KeyTable Keys(ObjectReader reader, string field, string variable)
    {
        var keys = new Dictionary<string, Secret>(StringComparer.Ordinal);
        var entries = reader.Map(field);
        foreach (var entry in entries)
        {
            if (entry.Children.Count > 0 || string.IsNullOrEmpty(entry.Value))
            {
                problems.Add(entry.Path, $"A key is expected here: env:NAME or file:PATH. {KeyBytes.HowToMake}");
            }
            else if (secrets.Read(entry.Path, entry.Value) is { } key && Check(entry.Path, entry.Path, entry.Key, key))
            {
                keys[entry.Key] = key;
            }
        }

        var ids = entries.Select(static entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        if (environment.Variable(variable) is null)
        {
            return new KeyTable(keys, ids);
        }

        // Set but empty is an error: somebody meant to give one.
        if (!ids.Add(EnvironmentId))
        {
            problems.Add($"{reader.PathOf(field)}:{EnvironmentId}", $"The environment variable {variable} gives a key with this very id. Rename one, or unset the other.");
        }
        else if (secrets.Read(variable, $"env:{variable}") is { } key && Check(variable, variable, EnvironmentId, key))
        {
            keys[EnvironmentId] = key;
        }

        return new KeyTable(keys, ids);
    }

    private bool Check(string path, string name, string id, Secret key)
    {
        if (Names.ProblemOfEntry(id) is { } badName)
        {
            problems.Add(path, badName);
            return false;
        }

        if (KeyBytes.TryRead(key.Reveal(), out var bytes) is { } problem)
        {
            problems.Add(path, name == path ? problem : $"{name}: {problem}");
            return false;
        }

        if (_seen.FirstOrDefault(other => other.Bytes.AsSpan().SequenceEqual(bytes)) is { Name: { } twin })
        {
            problems.Add(path, $"{name} has the same value as {twin}. Each is to be random on its own. {KeyBytes.HowToMake}");
            return false;
        }

        _seen.Add((name, bytes));
        return true;
    }

    private string? Id(ConfigNode entry)
    {
        if (entry.Value is { Length: > 0 } id && entry.Children.Count == 0)
        {
            return id;
        }

        problems.Add(entry.Path, "The id of a master key or pepper is expected here, as a message names it.");
        return null;
    }

    private static string? Choose(
        ObjectReader reader, string field, string what, IReadOnlyCollection<string> configured, IReadOnlyDictionary<string, Secret> keys, string? chosen)
    {
        var ids = string.Join(", ", keys.Keys);
        if (chosen is null)
        {
            if (keys.Count > 1)
            {
                reader.Error(field, $"There are several, and it is not said which is the {what} for what is new. One of: {ids}.");
            }

            return keys.Count == 1 ? keys.Keys.First() : null;
        }

        if (keys.ContainsKey(chosen))
        {
            return chosen;
        }

        // One that is there but unsound has been reported already.
        if (!configured.Contains(chosen, StringComparer.Ordinal))
        {
            reader.Error(field, $"There is no {what} {Quote.Of(chosen)}. {(keys.Count == 0 ? "None is configured." : $"One of: {ids}.")}");
        }

        return null;
    }

    /// <summary>The keys of a kind: those that are sound, and the ids of all.</summary>
    private sealed record KeyTable(Dictionary<string, Secret> Sound, IReadOnlyCollection<string> Ids);
}
