namespace AiGateway.Configuration.Reading;

/// <summary>Reads whether there is an admin API, and where.</summary>
internal static class AdminReader
{
    /// <summary>Reads the object <c>Admin</c>.</summary>
    public static AdminOptions Read(ObjectReader reader)
    {
        var defaults = new AdminOptions();
        var options = new AdminOptions
        {
            Enabled = reader.Bool(nameof(AdminOptions.Enabled), defaults.Enabled),
            Urls = reader.Text(nameof(AdminOptions.Urls)) ?? defaults.Urls,
        };
        reader.RefuseUnknown();
        return options;
    }
}
