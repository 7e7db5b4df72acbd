namespace AiGateway.Surfaces;

/// <summary>Where the gateway listens, and the limits of its server.</summary>
internal static class ListeningSetup
{
    /// <summary>The address served where none is configured.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>Sets up Kestrel. <c>Urls</c>, <c>ASPNETCORE_URLS</c>, <c>--urls</c> and <c>Kestrel:Endpoints</c> choose the address as everywhere in ASP.NET.</summary>
    public static void ConfigureListening(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey])
            && string.IsNullOrEmpty(builder.Configuration["HTTP_PORTS"])
            && string.IsNullOrEmpty(builder.Configuration["HTTPS_PORTS"])
            && !builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MaxRequestHeaderCount = 100;
        });
    }
}
