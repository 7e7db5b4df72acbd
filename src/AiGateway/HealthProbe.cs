using AiGateway.Surfaces;

namespace AiGateway;

/// <summary>The command <c>health</c>: asks a gateway on this machine whether it is alive, for containers that have no other client.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>Asks once.</summary>
    /// <param name="args"><c>health</c>, and optionally the gateway's base address.</param>
    /// <returns>0 for alive, 1 for anything else.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var address = args.Length > 1 ? args[1] : ListeningSetup.DefaultUrl;
        using var client = new HttpClient { Timeout = Deadline };
        try
        {
            using var response = await client.GetAsync(new Uri(new Uri(address), "/health/live"));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"{address}: {exception.Message}");
            return 1;
        }
    }
}
