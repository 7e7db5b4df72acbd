namespace AiGateway.Tests.Hosting;

/// <summary>Arguments that keep a gateway under test from a store and an admin API that the test does not ask for, and from the ports of others.</summary>
internal static class StoreSwitches
{
    /// <summary>The arguments for a configuration.</summary>
    /// <param name="json">The configuration file, which may be broken on purpose.</param>
    /// <param name="environment">Variables that the process gets.</param>
    public static string[] For(string json, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (!Has("Storage"))
        {
            return ["--Gateway:Storage:Enabled=false", "--Gateway:Admin:Enabled=false"];
        }

        return Has("Admin") ? [] : ["--Gateway:Admin:Urls=http://127.0.0.1:0"];

        bool Has(string section) =>
            json.Contains($"\"{section}\"", StringComparison.Ordinal)
            || environment?.Keys.Any(name => name.StartsWith($"Gateway__{section}__", StringComparison.OrdinalIgnoreCase)) == true;
    }
}
