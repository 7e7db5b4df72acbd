using System.Text.Json;

namespace AiGateway.Models;

/// <summary><c>models.json</c> as it is written.</summary>
internal sealed record CatalogFile
{
    /// <summary>The day whose prices these are.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The data sets with their licences and dates.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Sources { get; init; }

    /// <summary>One entry a model and vendor.</summary>
    public required IReadOnlyList<CatalogEntry> Models { get; init; }
}
