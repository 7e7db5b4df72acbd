namespace AiGateway.Configuration.Reading;

/// <summary>Reads whether there is an admin API, and where.</summary>
internal static class AdminReader
{
    /// <summary>Reads the object <c>Admin</c>.</summary>
    /// <param name="reader">The object.</param>
    /// <param name="storage">Where things are kept, without which there is nothing to administer.</param>
    public static AdminOptions Read(ObjectReader reader, StorageOptions storage)
    {
        var defaults = new AdminOptions();
        var options = new AdminOptions
        {
            Enabled = reader.Bool(nameof(AdminOptions.Enabled), defaults.Enabled),
            Urls = reader.Text(nameof(AdminOptions.Urls)) ?? defaults.Urls,
        };
        reader.RefuseUnknown();
        if (reader.Has(nameof(AdminOptions.Urls)))
        {
            CheckUrls(reader, options.Urls);
        }

        if (storage.Enabled)
        {
            return options;
        }

        foreach (var field in (string[])[nameof(AdminOptions.Urls), nameof(AdminOptions.Enabled)])
        {
            if (options.Enabled && reader.Has(field))
            {
                reader.Error(field, "Without a store there is no admin API. Leave Gateway:Storage:Enabled on, or set this field's object to { \"Enabled\": false }.");
            }
        }

        return options;
    }

    private static void CheckUrls(ObjectReader reader, string urls)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var url in urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (ProblemOf(url) is { } problem)
            {
                reader.Error(nameof(AdminOptions.Urls), problem);
            }
            else if (!found.Add(url.TrimEnd('/')))
            {
                reader.Error(nameof(AdminOptions.Urls), $"{Quote.Of(url)} stands there twice.");
            }
        }

        if (urls.Trim(' ', ';').Length == 0)
        {
            reader.Error(nameof(AdminOptions.Urls), "There is no URL in it. Write one such as http://127.0.0.1:8081.");
        }
    }

    private static string? ProblemOf(string url)
    {
        // The server's own way to write every address.
        var text = url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            return $"{Quote.Of(url)} is no http or https URL. Write one such as http://127.0.0.1:8081; several are separated by semicolons.";
        }

        return uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0
            ? $"{Quote.Of(url)} has more than scheme, address and port. The admin API's paths begin at the root."
            : null;
    }
}
