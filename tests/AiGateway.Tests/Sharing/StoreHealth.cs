using System.Text.Json;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Sharing;

/// <summary>What /health/ready says of the store.</summary>
internal static class StoreHealth
{
    public static async Task<string?> ReadAsync(TestGateway gateway)
    {
        var answer = await gateway.Client.GetAsync("/health/ready");
        answer.IsSuccessStatusCode.ShouldBeTrue("it serves without the store");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.TryGetProperty("store", out var word) ? word.GetString() : null;
    }

    public static async Task WaitAsync(TestGateway gateway, string word)
    {
        string? last = null;
        for (var i = 0; i < 400 && (last = await ReadAsync(gateway)) != word; i++)
        {
            await Task.Delay(50);
        }

        last.ShouldBe(word);
    }
}
