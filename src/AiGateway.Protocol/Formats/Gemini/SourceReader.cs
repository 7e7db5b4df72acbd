using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Reads the sources of what a candidate says: <c>groundingMetadata</c> and <c>citationMetadata</c>, each source once.</summary>
internal sealed class SourceReader(int choice)
{
    private HashSet<ChatEvent.Citation>? _seen;
    private bool _isAscii = true;

    /// <summary>Follows the text, whose places Gemini counts in bytes: they are characters, too, as long as all is ASCII.</summary>
    public void Follow(string text) => _isAscii = _isAscii && Ascii.IsValid(text);

    public void Read(JsonElement candidate, ICollection<ChatEvent> events)
    {
        if (candidate.TryGet("groundingMetadata", out var grounding) && grounding.TryGet("groundingChunks", out var chunks) && chunks.ValueKind == JsonValueKind.Array)
        {
            ReadGrounding(grounding, chunks, events);
        }

        if (candidate.TryGet("citationMetadata", out var metadata)
            && (metadata.TryGet("citationSources", out var sources) || metadata.TryGet("citations", out sources)) && sources.ValueKind == JsonValueKind.Array)
        {
            foreach (var source in sources.EnumerateArray())
            {
                Add(source.StringOrNull("uri"), source.StringOrNull("title"), source, events);
            }
        }
    }

    private void ReadGrounding(JsonElement grounding, JsonElement chunks, ICollection<ChatEvent> events)
    {
        var count = chunks.GetArrayLength();
        var cited = new bool[count];
        if (grounding.TryGet("groundingSupports", out var supports) && supports.ValueKind == JsonValueKind.Array)
        {
            foreach (var support in supports.EnumerateArray())
            {
                if (!support.TryGet("groundingChunkIndices", out var indices) || indices.ValueKind != JsonValueKind.Array)
                {
                    continue;
                }

                support.TryGet("segment", out var segment);
                foreach (var item in indices.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var at) && at >= 0 && at < count)
                    {
                        cited[at] = true;
                        AddChunk(chunks[at], segment, events);
                    }
                }
            }
        }

        for (var at = 0; at < count; at++)
        {
            if (!cited[at])
            {
                AddChunk(chunks[at], default, events);
            }
        }
    }

    private void AddChunk(JsonElement chunk, JsonElement segment, ICollection<ChatEvent> events)
    {
        if (chunk.TryGet("web", out var source) || chunk.TryGet("maps", out source) || chunk.TryGet("retrievedContext", out source))
        {
            Add(source.StringOrNull("uri"), source.StringOrNull("title"), segment, events);
        }
    }

    private void Add(string? url, string? title, JsonElement place, ICollection<ChatEvent> events)
    {
        if (url is null)
        {
            return;
        }

        // A start of 0 is left out in Google's JSON.
        var end = _isAscii ? (int?)place.LongOrNull("endIndex") : null;
        var start = end is null ? null : (int?)(place.LongOrNull("startIndex") ?? 0);
        var citation = new ChatEvent.Citation(choice, url, title ?? "", start, end);
        if ((_seen ??= []).Add(citation))
        {
            events.Add(citation);
        }
    }
}
