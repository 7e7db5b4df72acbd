using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>What is known of an open block; those of kinds we do not know stay empty.</summary>
internal sealed class OpenBlock
{
    /// <summary>The call's index among the caller's tools; null for what is no call of theirs.</summary>
    public int? Call { get; set; }

    /// <summary>True where the arguments are the answer itself.</summary>
    public bool IsJsonAnswer { get; set; }

    /// <summary>The arguments that the block began with, until a piece of them comes.</summary>
    public string? Input { get; set; }

    /// <summary>The signature of a block of thinking, as far as it has come.</summary>
    public string? Signature { get; set; }

    /// <summary>The sources that have come.</summary>
    public List<ChatEvent.Citation>? Citations { get; private set; }

    /// <summary>Keeps a citation until its text is complete; one without an address names a document of the caller's, for which the hub has no word.</summary>
    public void Add(JsonElement citation)
    {
        if (citation.StringOrNull("url") is { Length: > 0 } url)
        {
            (Citations ??= []).Add(new ChatEvent.Citation(0, url, citation.StringOrNull("title") ?? "", null, null));
        }
    }
}
