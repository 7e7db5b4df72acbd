using System.Diagnostics.CodeAnalysis;
using AiGateway.Protocol;
using AiGateway.Protocol.Formats.OpenAIChat;

namespace AiGateway.Exchanges;

/// <summary>The API paths that go through the pipeline. A new one is one entry here.</summary>
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "A service, so that tests may have another.")]
internal sealed class SurfaceTable
{
    /// <summary>What the list of models is called among the surfaces a key may use; it is answered here and goes through no pipeline.</summary>
    public const string Models = "models";

    /// <summary>What the operator's own routes are called among the surfaces a key may use, all of them together.</summary>
    public const string OperatorRoutes = "routes";

    private static readonly OpenAIChatFormat OpenAI = new();

    /// <summary>Every surface.</summary>
    public IReadOnlyList<Surface> All { get; } =
    [
        new("chat", "/v1/chat/completions", Operation.Chat, OpenAI, BodyMode.Replayable),
        new("embeddings", "/v1/embeddings", Operation.Embeddings, OpenAI, BodyMode.Replayable),
    ];

    /// <summary>Every name that a caller's permissions may hold: the surfaces' ids, and what has none.</summary>
    public IReadOnlyList<string> Names => [.. All.Select(static surface => surface.Id), Models, OperatorRoutes];

    /// <summary>The surface that a route's metadata names; null for a route of the operator's own.</summary>
    public Surface? Find(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null || !metadata.TryGetValue(Surface.MetadataKey, out var id))
        {
            return null;
        }

        foreach (var surface in All)
        {
            if (surface.Id == id)
            {
                return surface;
            }
        }

        return null;
    }
}
