using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Observes answers that go through untouched. The two inspections allocate nothing, except where a frame is malformed.</summary>
public static class OpenAIChatInspector
{
    /// <summary>Reads a frame exactly. For use until the attempt is committed.</summary>
    /// <remarks>A whole JSON answer is read alike: as one frame with all that its choices hold.</remarks>
    /// <param name="data">The frame's data.</param>
    /// <param name="eventName">The frame's event name.</param>
    public static OpenAIChatFrame Inspect(ReadOnlySpan<byte> data, ReadOnlySpan<byte> eventName = default)
    {
        var kinds = eventName.SequenceEqual("error"u8) ? OpenAIChatFrameKinds.Error : OpenAIChatFrameKinds.Other;
        data = data.Trim(" \n"u8);
        if (data.IsEmpty)
        {
            return kinds;
        }

        if (data.SequenceEqual("[DONE]"u8))
        {
            return OpenAIChatFrameKinds.Done;
        }

        try
        {
            var frame = FrameScan.Read(data);
            return frame with { Kinds = frame.Kinds | kinds };
        }
        catch (JsonException)
        {
            return kinds | OpenAIChatFrameKinds.Malformed;
        }
    }

    /// <summary>
    /// Searches a frame for what matters after the commit (a finish, an error, usage, the end) and reads it exactly only where a word
    /// is met. Does not tell content from other frames, nor the choices it is for, and takes data in braces for well-formed.
    /// </summary>
    /// <param name="data">The frame's data.</param>
    /// <param name="eventName">The frame's event name.</param>
    public static OpenAIChatFrame InspectFast(ReadOnlySpan<byte> data, ReadOnlySpan<byte> eventName = default)
    {
        if (data is [(byte)'{', .., (byte)'}'] && eventName.IsEmpty && !IsCandidate(data))
        {
            return OpenAIChatFrameKinds.Other;
        }

        return Inspect(data, eventName);
    }

    /// <summary>Reads the usage of a chunk or a JSON answer from wherever the dialects put it.</summary>
    /// <param name="json">A chunk or an answer.</param>
    /// <param name="quirks">What differs at the provider; null for OpenAI itself.</param>
    /// <returns>Null where it counts nothing or is malformed.</returns>
    public static TokenUsage? ReadUsage(ReadOnlySpan<byte> json, OpenAIChatQuirks? quirks = null) =>
        TryParse(json, out var root) ? UsageMapping.Find(root, quirks ?? OpenAIChatQuirks.OpenAI) : null;

    /// <summary>Reads what a frame with <see cref="OpenAIChatFrameKinds.Error"/> says.</summary>
    /// <param name="data">The frame's data.</param>
    public static GatewayError ReadFailure(ReadOnlySpan<byte> data) =>
        TryParse(data, out var root) && JsonUnicode.IsValid(root) ? ErrorReader.InBand(root) : BadAnswer("The provider reported an error that cannot be read.");

    /// <summary>Checks a whole JSON answer with status 200.</summary>
    /// <param name="body">The body.</param>
    /// <returns>Null where it is an answer; else the failure: the provider's own, or that the body is none.</returns>
    public static GatewayError? CheckAnswer(ReadOnlySpan<byte> body)
    {
        if (!TryParse(body, out var root))
        {
            return BadAnswer("The provider's answer is not a JSON object.");
        }

        try
        {
            if (ErrorReader.IsFailure(root))
            {
                return ErrorReader.InBand(root);
            }
        }
        catch (InvalidOperationException)
        {
            // Half a character where the answer's own words matter; in its text it is the caller's to read.
            return BadAnswer("The provider's answer is not valid Unicode.");
        }

        var hasChoices = root.TryGet("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0;
        return hasChoices ? null : BadAnswer("The provider's answer has no choices.");
    }

    /// <summary>Checks a whole JSON answer with status 200 in one pass, and reads what it used.</summary>
    /// <param name="body">The body.</param>
    /// <param name="usage">What it used; null where it does not say or is no answer.</param>
    /// <returns>Null where it is an answer; else the failure.</returns>
    public static GatewayError? CheckAnswer(ReadOnlySpan<byte> body, out TokenUsage? usage) => Check(body, needsChoices: true, out usage);

    /// <summary>The same for answers without choices, such as embeddings.</summary>
    /// <inheritdoc cref="CheckAnswer(ReadOnlySpan{byte}, out TokenUsage)"/>
    public static GatewayError? CheckOther(ReadOnlySpan<byte> body, out TokenUsage? usage) => Check(body, needsChoices: false, out usage);

    private static GatewayError? Check(ReadOnlySpan<byte> body, bool needsChoices, out TokenUsage? usage)
    {
        usage = null;
        try
        {
            var scan = AnswerScan.Read(body);
            if (scan.MayBeError || (needsChoices && !scan.HasChoices))
            {
                return CheckAnswer(body);
            }

            usage = scan.Usage.IsEmpty ? null : UsageMapping.Read(JsonElement.Parse(scan.Usage), OpenAIChatQuirks.OpenAI);
            return null;
        }
        catch (JsonException)
        {
            return BadAnswer("The provider's answer is not a JSON object.");
        }
    }

    private static GatewayError BadAnswer(string message) => new(502, "server_error", message) { Code = "upstream_malformed" };

    /// <summary>A chunk without a finish says <c>"finish_reason":null</c>, so the word alone is not enough; usage is null likewise.</summary>
    private static bool IsCandidate(ReadOnlySpan<byte> data) =>
        HasValue(data, "\"finish_reason\""u8) || HasValue(data, "\"usage\""u8) || data.IndexOf("\"error\""u8) >= 0;

    private static bool HasValue(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name)
    {
        while (data.IndexOf(name) is var at and >= 0)
        {
            data = data[(at + name.Length)..];
            var value = data.TrimStart(" :\t\n\r"u8);
            if (!value.StartsWith("null"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryParse(ReadOnlySpan<byte> json, out JsonElement root)
    {
        try
        {
            root = JsonElement.Parse(json);
            return root.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            root = default;
            return false;
        }
    }
}
