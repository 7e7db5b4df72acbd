using AiGateway.Configuration;

namespace AiGateway.Secrets;

/// <summary>Makes the key ring of what was configured, or read from the key file.</summary>
internal static class KeyMaterial
{
    /// <summary>The ring; null where there is neither a master key nor a pepper.</summary>
    /// <param name="options">Material that has been checked.</param>
    /// <exception cref="KeyRingException">It has not been.</exception>
    public static KeyRing? ToRing(KeyMaterialOptions options)
    {
        if (options.MasterKeys.Count == 0 && options.Peppers.Count == 0)
        {
            return null;
        }

        return new KeyRing(
            Bytes(nameof(KeyMaterialOptions.MasterKeys), options.MasterKeys), Choice(options.MasterKeys, options.MasterKey),
            Bytes(nameof(KeyMaterialOptions.Peppers), options.Peppers), Choice(options.Peppers, options.Pepper));
    }

    private static string? Choice(IReadOnlyDictionary<string, Secret> keys, string? chosen) => chosen ?? (keys.Count == 1 ? keys.Keys.First() : null);

    private static Dictionary<string, byte[]> Bytes(string path, IReadOnlyDictionary<string, Secret> keys)
    {
        var table = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (id, key) in keys)
        {
            table.Add(id, KeyBytes.TryRead(key.Reveal(), out var bytes) is { } problem ? throw new KeyRingException($"{path}:{id}", problem) : bytes);
        }

        return table;
    }
}
