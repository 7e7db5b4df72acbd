using AiGateway.Secrets;

namespace AiGateway.Configuration.Reading;

/// <summary>Reads the key file, and makes it where there is no store yet that could need another.</summary>
/// <param name="environment">The environment.</param>
/// <param name="problems">Where to report.</param>
internal sealed class KeyFileReader(ReaderEnvironment environment, ProblemList problems)
{
    /// <summary>Reads or makes the file.</summary>
    /// <param name="path">The path of the field <c>KeyFile</c>.</param>
    /// <param name="chosen">What that says; null for the default beside the database.</param>
    /// <param name="storage">The store.</param>
    /// <param name="look">What the store holds; null where it did not answer or was not asked.</param>
    /// <returns>What it holds; null after reporting why nothing, or where nothing is to be made.</returns>
    public KeyMaterialOptions? Read(string path, string? chosen, StorageOptions storage, StoreLook? look)
    {
        var file = PathOf(environment.BaseDirectory, storage, chosen);
        try
        {
            if (KeyRingFile.TryRead(file) is { } found)
            {
                return found;
            }

            if (environment.Stored is null || (!environment.MayMakeFiles && look is { IsEmpty: true }) || problems.Errors.Count > 0)
            {
                // Whoever only looks makes no files, and neither does a start that is refused anyway.
                return null;
            }

            if (look is { IsEmpty: true })
            {
                return KeyRingFile.ReadOrCreate(file);
            }

            problems.Add(
                path,
                look is null
                    ? $"The key file {Quote.Of(file)} is not there, and the database, which may need it, does not answer. No new one is made."
                    : $"The key file {Quote.Of(file)} is not there, but the database holds what was made with it. Put it back from a backup; a new one would open nothing.");
        }
        catch (KeyRingException exception)
        {
            problems.Add(path, $"{Quote.Of(exception.Path)}: {exception.Message}");
        }

        return null;
    }

    /// <summary>Where the key file is.</summary>
    private static string PathOf(string baseDirectory, StorageOptions storage, string? chosen) => Path.Combine(
        baseDirectory,
        chosen ?? Path.Combine(Path.GetDirectoryName(storage.Sqlite) ?? "", KeyRingFile.DefaultName));
}
