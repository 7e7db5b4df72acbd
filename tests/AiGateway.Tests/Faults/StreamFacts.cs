using System.Text.Json;

namespace AiGateway.Tests.Faults;

/// <summary>What an OpenAI client finds in a finished stream, events that it cannot read left out.</summary>
internal sealed class StreamFacts
{
    private readonly List<string> _texts = [];
    private readonly List<string> _finishes = [];

    private StreamFacts(string body)
    {
        EndsWhole = body.EndsWith("\n\n", StringComparison.Ordinal);
        foreach (var frame in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (frame.StartsWith(':'))
            {
                Comments.Add(frame);
                continue;
            }

            var data = string.Join('\n', frame.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..].Trim()));
            Events++;
            if (data == "[DONE]")
            {
                Terminators++;
                TerminatorIsLast = true;
                continue;
            }

            TerminatorIsLast = false;
            Read(data);
        }
    }

    /// <summary>The text of the first choice.</summary>
    public string Text => string.Concat(_texts);

    /// <summary>Finish reasons in order.</summary>
    public IReadOnlyList<string> Finishes => _finishes;

    /// <summary>The comments.</summary>
    public List<string> Comments { get; } = [];

    /// <summary>How many events there are, comments left out.</summary>
    public int Events { get; private set; }

    /// <summary>How many terminators there are.</summary>
    public int Terminators { get; private set; }

    /// <summary>Whether nothing comes after the terminator.</summary>
    public bool TerminatorIsLast { get; private set; }

    /// <summary>Whether the last event is complete.</summary>
    public bool EndsWhole { get; }

    /// <summary>How many events name the role.</summary>
    public int Roles { get; private set; }

    /// <summary>How many events have a piece of a tool call.</summary>
    public int ToolPieces { get; private set; }

    /// <summary>The error events' codes (types where there is none).</summary>
    public List<string?> Errors { get; } = [];

    /// <summary>Whether an error event is the last of all.</summary>
    public bool ErrorIsLast { get; private set; }

    /// <summary>Reads a stream.</summary>
    public static StreamFacts Of(string body) => new(body);

    /// <summary>The code of an error object, or its type.</summary>
    public static string? CodeOf(JsonElement error) =>
        error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : error.GetProperty("type").GetString();

    private void Read(string data)
    {
        JsonElement chunk;
        try
        {
            chunk = JsonElement.Parse(data);
        }
        catch (JsonException)
        {
            return;
        }

        ErrorIsLast = chunk.TryGetProperty("error", out var error);
        if (ErrorIsLast)
        {
            Errors.Add(CodeOf(error));
        }

        if (!chunk.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
        {
            return;
        }

        var choice = choices[0];
        if (choice.TryGetProperty("finish_reason", out var finish) && finish.GetString() is { } reason)
        {
            _finishes.Add(reason);
        }

        var delta = choice.GetProperty("delta");
        _texts.Add(delta.TryGetProperty("content", out var content) ? content.GetString() ?? "" : "");
        Roles += delta.TryGetProperty("role", out _) ? 1 : 0;
        ToolPieces += delta.TryGetProperty("tool_calls", out _) ? 1 : 0;
    }
}
