namespace AiGateway.Configuration.Reading;

/// <summary>Reads where changes are put on record besides the store.</summary>
internal static class AuditReader
{
    /// <summary>Reads the object <c>Audit</c>.</summary>
    /// <param name="reader">The object.</param>
    /// <param name="baseDirectory">The directory that a relative path starts from.</param>
    /// <param name="hasStore">Whether there is a store, without which nothing is ever changed.</param>
    public static AuditOptions Read(ObjectReader reader, string baseDirectory, bool hasStore)
    {
        var file = reader.Text(nameof(AuditOptions.File));
        reader.RefuseUnknown();
        if (file is null)
        {
            return new AuditOptions();
        }

        if (!hasStore)
        {
            reader.Error(nameof(AuditOptions.File), "Without a store (Storage:Enabled is false) nothing is ever changed, so nothing would be written there.");
            return new AuditOptions();
        }

        if (file.Contains('\0', StringComparison.Ordinal) || Path.EndsInDirectorySeparator(file))
        {
            reader.Error(nameof(AuditOptions.File), "The path of a file is expected here, not of a folder.");
            return new AuditOptions();
        }

        return new AuditOptions { File = Path.GetFullPath(file, Path.GetFullPath(baseDirectory)) };
    }
}
