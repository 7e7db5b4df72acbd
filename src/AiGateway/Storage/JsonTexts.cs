using System.Text.Json;

namespace AiGateway.Storage;

/// <summary>Lists of texts as the store has them: JSON.</summary>
internal static class JsonTexts
{
    /// <summary>To the store.</summary>
    public static string From(IReadOnlyList<string> texts) => JsonSerializer.Serialize(texts);

    /// <summary>From the store.</summary>
    public static IReadOnlyList<string> To(string json) => JsonSerializer.Deserialize<string[]>(json)!;
}
