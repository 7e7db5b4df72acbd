using System.Text.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Looks through one message of a caller's request for what a provider would refuse or misread.</summary>
internal ref struct MessageScan(OpenAIChatQuirks quirks)
{
    private bool _isAssistant;
    private bool _hasName;
    private bool _hasCalls;
    private bool _hasRefusal;
    private bool _hasContent;
    private bool _contentIsNull;
    private bool _hasTextArray;

    public bool IsUser { get; private set; }

    public bool IsTool { get; private set; }

    /// <summary>Reads from the message's start to its end; true, perhaps before its end, where it must be written anew.</summary>
    public bool Read(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Field(ref reader))
            {
                return true;
            }
        }

        if (_hasName && !(IsTool ? quirks.ToolResultNames : quirks.MessageNames))
        {
            return true;
        }

        if (_hasTextArray && !quirks.TextArrays)
        {
            return true;
        }

        return _isAssistant && !_hasContent && quirks.EmptyAssistant switch
        {
            EmptyAssistantContent.EmptyString => true,
            EmptyAssistantContent.Absent => _contentIsNull,
            _ => !_hasCalls && !_hasRefusal,
        };
    }

    private bool Field(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("role"u8))
        {
            reader.Read();
            return Role(ref reader);
        }

        if (reader.ValueTextEquals("content"u8))
        {
            reader.Read();
            return Content(ref reader);
        }

        if (reader.ValueTextEquals("tool_call_id"u8))
        {
            reader.Read();
            return !IdFits(ref reader);
        }

        if (reader.ValueTextEquals("tool_calls"u8))
        {
            reader.Read();
            return Calls(ref reader);
        }

        if (reader.ValueTextEquals("parsed"u8))
        {
            // openai-node's own note beside the content, null or not; it comes back with the turn.
            return true;
        }

        _hasName |= reader.ValueTextEquals("name"u8);
        var isLegacyCall = reader.ValueTextEquals("function_call"u8);
        var isRefusal = reader.ValueTextEquals("refusal"u8);
        var isReasoningContent = reader.ValueTextEquals("reasoning_content"u8);
        var isReasoning = reader.ValueTextEquals("reasoning"u8);
        var isDetails = reader.ValueTextEquals("reasoning_details"u8);
        var isBlocks = reader.ValueTextEquals("thinking_blocks"u8);
        var isSignature = reader.ValueTextEquals("extra_content"u8);
        var isHint = reader.ValueTextEquals("cache_control"u8);
        reader.Read();
        var isNull = reader.TokenType == JsonTokenType.Null;
        reader.Skip();
        _hasRefusal |= isRefusal && !isNull;
        var echo = quirks.ReasoningEcho;
        return !isNull
            && ((isRefusal && !quirks.Refusals)
                || (isLegacyCall && !quirks.LegacyFunctions)
                || (isReasoningContent && echo is not (ReasoningEcho.ReasoningContent or ReasoningEcho.ThinkingBlocks))
                || (isReasoning && echo is not (ReasoningEcho.Reasoning or ReasoningEcho.ReasoningDetails))
                || (isDetails && echo != ReasoningEcho.ReasoningDetails)
                || (isBlocks && echo != ReasoningEcho.ThinkingBlocks)
                || (isSignature && !quirks.ThoughtSignatures)
                || (isHint && !quirks.CacheControl));
    }

    private bool Role(ref Utf8JsonReader reader)
    {
        _isAssistant = reader.ValueTextEquals("assistant"u8);
        IsUser = reader.ValueTextEquals("user"u8);
        IsTool = reader.ValueTextEquals("tool"u8);
        return (!quirks.DeveloperRole && reader.ValueTextEquals("developer"u8))
            || (!quirks.LegacyFunctions && reader.ValueTextEquals("function"u8));
    }

    private bool Content(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            _contentIsNull = reader.TokenType == JsonTokenType.Null;
            _hasContent = reader.TokenType == JsonTokenType.String;
            return false;
        }

        _hasContent = true;
        var hasOther = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject || Part(ref reader, ref hasOther))
            {
                return true;
            }
        }

        _hasTextArray = !hasOther;
        return false;
    }

    private readonly bool Part(ref Utf8JsonReader reader, ref bool hasOther)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isImage = reader.ValueTextEquals("image_url"u8);
            var isFile = reader.ValueTextEquals("file"u8);
            var isHint = reader.ValueTextEquals("cache_control"u8);
            var isSignature = reader.ValueTextEquals("extra_content"u8);
            hasOther |= isImage || isFile || reader.ValueTextEquals("input_audio"u8);
            reader.Read();
            if ((isImage && !quirks.ImageLinks && !HasDataUrl(reader))
                || (isFile && quirks.DocumentUrls)
                || (isHint && !quirks.CacheControl)
                || (isSignature && !quirks.ThoughtSignatures))
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool HasDataUrl(Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.StartsWith("data:"u8))
            {
                return true;
            }
        }
        while (reader.Read() && reader.CurrentDepth > depth);

        return false;
    }

    private bool Calls(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _hasCalls = true;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return true;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("id"u8);
                var isFunction = reader.ValueTextEquals("function"u8);
                var isForeign = (reader.ValueTextEquals("extra_content"u8) && !quirks.ThoughtSignatures)
                    || (reader.ValueTextEquals("custom"u8) && !quirks.CustomTools);
                reader.Read();
                if (isForeign || (isId && !IdFits(ref reader)) || (isFunction && HasParsedArguments(reader)))
                {
                    return true;
                }

                reader.Skip();
            }
        }

        return false;
    }

    /// <summary>Whether openai-node has left its own reading of the arguments beside them. The reader is a copy.</summary>
    private static bool HasParsedArguments(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("parsed_arguments"u8))
            {
                return true;
            }

            reader.Read();
            reader.Skip();
        }

        return false;
    }

    private readonly bool IdFits(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String || ToolCallIds.Fits(reader.GetString()!, quirks.ToolCallIds);
}
