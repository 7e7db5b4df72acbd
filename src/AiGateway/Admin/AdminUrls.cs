using System.Net;
using AiGateway.Configuration;

namespace AiGateway.Admin;

/// <summary>What the addresses of the two listeners have to do with each other.</summary>
internal static class AdminUrls
{
    /// <summary>The field that names the admin listener's.</summary>
    public const string Path = "Gateway:Admin:Urls";

    /// <summary>The URLs of a list separated by semicolons.</summary>
    public static IEnumerable<string> Split(string? urls) => (urls ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The address as a <see cref="Uri"/>; <c>*</c> and <c>+</c>, which mean every address, become <c>0.0.0.0</c>.</summary>
    /// <exception cref="UriFormatException">It is none.</exception>
    public static Uri ToUri(string url) => new(WithAddress(url));

    /// <summary>An address that a client can use, for one that means all of a machine's.</summary>
    public static string Reachable(string url)
    {
        var uri = ToUri(url);
        return IsEveryAddress(uri.Host) ? $"{uri.Scheme}://127.0.0.1:{uri.Port}" : uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Whether a host stands for every address of the machine, as the server also takes a name that it does not look up.</summary>
    public static bool IsEveryAddress(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var address)
        ? address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
        : !host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds an admin URL that the data port has too.</summary>
    /// <param name="admin">The admin listener's URLs.</param>
    /// <param name="configuration">The whole configuration, which names the data port's as everywhere in ASP.NET.</param>
    /// <returns>The problem to refuse the start with; null where there is none.</returns>
    public static ConfigurationProblem? FindOverlap(string admin, IConfiguration configuration)
    {
        var data = DataUrls(configuration).ToArray();
        foreach (var url in Split(admin))
        {
            if (data.FirstOrDefault(other => Overlap(ToUri(url), other)) is { } taken)
            {
                return new ConfigurationProblem(
                    Path,
                    $"{url} overlaps with {taken.GetLeftPart(UriPartial.Authority)}, where the gateway serves callers. The admin API needs a port of its own, such as http://127.0.0.1:8081.");
            }
        }

        return null;
    }

    private static string WithAddress(string url) => url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);

    private static bool Overlap(Uri admin, Uri data) => admin.Port != 0 && admin.Port == data.Port
        && (IsEveryAddress(admin.Host) || IsEveryAddress(data.Host) || Canonical(admin.Host) == Canonical(data.Host));

    /// <summary><c>localhost</c> means both loopback addresses, so that neither goes beside it.</summary>
    private static string Canonical(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            ? "loopback"
            : host.ToLowerInvariant();

    private static IEnumerable<Uri> DataUrls(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(static endpoint => endpoint["Url"]).OfType<string>().ToArray();
        var urls = endpoints.Length > 0
            ? endpoints
            : configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } named
                ? Split(named)
                : Split(configuration[WebHostDefaults.HttpPortsKey]).Select(static port => $"http://*:{port}")
                    .Concat(Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(static port => $"https://*:{port}"));
        foreach (var url in urls)
        {
            // What is no URL is the server's to refuse.
            if (Uri.TryCreate(WithAddress(url), UriKind.Absolute, out var uri))
            {
                yield return uri;
            }
        }
    }
}
