namespace AiGateway;

/// <summary>The command <c>health</c>: asks a gateway on this machine whether it is alive, for containers that have no other client.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>Asks once.</summary>
    /// <param name="address">The gateway's base address.</param>
    /// <param name="errors">Where it says what is wrong.</param>
    /// <returns>0 for alive, 1 for anything else.</returns>
    public static async Task<int> RunAsync(string address, TextWriter errors)
    {
        using var client = new HttpClient { Timeout = Deadline };
        try
        {
            using var response = await client.GetAsync(new Uri(new Uri(address), "/health/live"));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or UriFormatException)
        {
            await errors.WriteLineAsync($"{address}: {exception.Message}");
            return 1;
        }
    }
}
