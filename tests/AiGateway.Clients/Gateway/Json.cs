using System.Text.Json;

namespace AiGateway.Clients.Gateway;

/// <summary>Short words for reading what an operation tells.</summary>
internal static class Json
{
    /// <summary>A string; null where it is null or missing.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A whole number.</summary>
    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    /// <summary>An array's strings.</summary>
    public static IReadOnlyList<string?> Texts(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(each => each.GetString())];

    /// <summary>A member of each object of an array.</summary>
    public static IReadOnlyList<string?> Each(this JsonElement element, string array, string name) =>
        [.. element.GetProperty(array).EnumerateArray().Select(each => each.GetProperty(name).GetString())];

    /// <summary>The result, which must be no error.</summary>
    public static async Task<JsonElement> Good(this Task<JsonElement> running)
    {
        var result = await running;
        result.TryGetProperty("error", out var error).ShouldBeFalse(error.ToString());
        return result;
    }

    /// <summary>The error that the SDK raised.</summary>
    public static async Task<JsonElement> Error(this Task<JsonElement> running)
    {
        var result = await running;
        result.TryGetProperty("error", out var error).ShouldBeTrue(result.ToString());
        return error;
    }
}
