using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Writes one request of the hub as a body for <c>POST /v1/messages</c>.</summary>
internal sealed class RequestWriter
{
    private readonly ChatRequest _request;
    private readonly Utf8JsonWriter _writer;
    private readonly LossReport _losses;
    private readonly ModelRules _rules;
    private readonly ThinkingPlan _thinking;
    private readonly JsonOutput _output;
    private readonly ToolWriter _tools;
    private readonly MessageWriter _messages;
    private readonly RequestWriteContext _context;

    public RequestWriter(ChatRequest request, Utf8JsonWriter writer, RequestWriteContext context)
    {
        _request = request;
        _writer = writer;
        _context = context;
        _losses = context.Losses;
        _rules = ModelRules.For(context.TargetModel);
        _thinking = ThinkingPlan.For(request, _rules, _losses);
        _output = JsonOutput.For(request, _rules, _thinking);
        _tools = new ToolWriter(request, writer, _rules, _thinking, _output, _losses);
        _messages = new MessageWriter(request, writer, _losses);
    }

    /// <summary>Writes the body.</summary>
    public void Write()
    {
        _context.JsonTool = _output.ToolName;
        var automatic = _request.Extensions.ContainsKey("cache_control") ? 1 : 0;
        var breakpoints = new CacheBreakpoints(automatic + _tools.CacheHints + _messages.CacheHints, _losses);
        _writer.WriteStartObject();
        _writer.WriteString("model", _context.TargetModel);
        _writer.WriteNumber("max_tokens", _thinking.MaxTokens);
        _tools.Write(breakpoints);
        _messages.Write(breakpoints, _output.Kind == JsonOutputKind.Words ? _output.Instruction() : null);
        WriteThinking();
        WriteOutputConfig();
        WriteSampling();
        WriteRest();
        WriteExtensions();
        _writer.WriteEndObject();
    }

    private void WriteThinking()
    {
        if (_thinking.Type is null)
        {
            return;
        }

        _writer.WriteStartObject("thinking");
        _writer.WriteString("type", _thinking.Type);
        if (_thinking.Budget is { } budget)
        {
            _writer.WriteNumber("budget_tokens", budget);
        }

        if (_thinking.Display is { } display)
        {
            _writer.WriteString("display", display);
        }

        _writer.WriteEndObject();
    }

    private void WriteOutputConfig()
    {
        if (_output is { Kind: JsonOutputKind.Words, Format.Strict: true })
        {
            _losses.Drop("response_format.json_schema.strict");
        }

        var rest = IsOwn && _request.Extensions.TryGetValue("output_config", out var found) ? found : (JsonElement?)null;
        if (_thinking.Effort is null && _output.Kind != JsonOutputKind.Native && rest is null)
        {
            return;
        }

        _writer.WriteStartObject("output_config");
        if (_thinking.Effort is { } effort)
        {
            _writer.WriteString("effort", effort);
        }

        if (_output is { Kind: JsonOutputKind.Native, Format: { } format })
        {
            _writer.WriteStartObject("format");
            _writer.WriteString("type", "json_schema");
            _writer.WritePropertyName("schema");
            new SchemaSubset(_losses, "response_format.json_schema.schema").Write(format.Schema!.Value, _writer, format.Description);
            _writer.WriteEndObject();
        }

        foreach (var member in rest?.EnumerateObject() ?? default)
        {
            member.WriteTo(_writer);
        }

        _writer.WriteEndObject();
    }

    private void WriteSampling()
    {
        var temperature = _request.Temperature;
        var topP = _request.TopP;
        var topK = _request.TopK;

        // What equals the model's own default asks for nothing, so it may go without a word.
        if (_rules.Sampling == Sampling.Fixed || _thinking.IsOn)
        {
            temperature = DropUnless(temperature is null or 1, temperature, "temperature");
            topP = _rules.Sampling == Sampling.Fixed ? DropUnless(topP is null or >= 0.99, topP, "top_p") : DropBelow(topP);
            topK = DropUnless(topK is null, topK, "top_k");
        }
        else if (_rules.Sampling == Sampling.OneOfTwo && temperature is not null)
        {
            topP = DropUnless(topP is null or 1, topP, "top_p");
        }

        if (temperature is { } heat)
        {
            _writer.WriteNumber("temperature", Math.Min(heat, 1));
        }

        if (topP is { } nucleus)
        {
            _writer.WriteNumber("top_p", nucleus);
        }

        if (topK is { } most)
        {
            _writer.WriteNumber("top_k", most);
        }
    }

    private T? DropUnless<T>(bool harmless, T? value, string name)
        where T : struct
    {
        if (!harmless)
        {
            _losses.Drop(name);
        }

        return null;
    }

    /// <summary>Thinking models that bear top_p at all take 0.95 to 1.</summary>
    private double? DropBelow(double? topP) => topP is >= 0.95 ? topP : DropUnless(topP is null, topP, "top_p");

    private void WriteRest()
    {
        var stops = _request.Stop.Where(static stop => !string.IsNullOrWhiteSpace(stop)).ToList();
        if (stops.Count < _request.Stop.Count)
        {
            _losses.Drop("stop");
        }

        if (stops.Count > 0)
        {
            _writer.WriteStartArray("stop_sequences");
            stops.ForEach(_writer.WriteStringValue);
            _writer.WriteEndArray();
        }

        if (_request.EndUser is { Length: > 0 } user)
        {
            _writer.WriteStartObject("metadata");
            _writer.WriteString("user_id", CallIds.ForUser(user));
            _writer.WriteEndObject();
        }

        WriteServiceTier();
        if (_request.Stream)
        {
            _writer.WriteBoolean("stream", true);
        }

        Report(_request.Candidates > 1, "n");
        Report(_request.Seed is not null, "seed");
        Report(_request.FrequencyPenalty is not (null or 0), "frequency_penalty");
        Report(_request.PresencePenalty is not (null or 0), "presence_penalty");
        Report(_request.Logprobs is true, "logprobs");
        Report(_request.TopLogprobs > 0, "top_logprobs");
        Report(_request.Metadata is { Count: > 0 }, "metadata");
    }

    private void WriteServiceTier()
    {
        switch (_request.ServiceTier)
        {
            case null:
                break;
            case "default":
                _writer.WriteString("service_tier", "standard_only");
                break;
            case "auto" or "priority":
                // Auto is as near to priority as a request can ask: committed capacity where there is some.
                _writer.WriteString("service_tier", "auto");
                break;
            default:
                _losses.Drop("service_tier");
                break;
        }
    }

    private void WriteExtensions()
    {
        foreach (var (name, value) in _request.Extensions)
        {
            // A name with a dot notes a block that the hub could not hold; "web_search_options" has become a tool.
            if (name == "web_search_options" || (name == "output_config" && IsOwn))
            {
                continue;
            }

            if (name == "cache_control" || (IsOwn && !name.Contains('.', StringComparison.Ordinal)))
            {
                _writer.WritePropertyName(name);
                value.WriteRawTo(_writer);
            }
            else
            {
                _losses.Drop(name);
            }
        }
    }

    private bool IsOwn => _request.SourceFormat == AnthropicMessagesFormat.FormatName;

    private void Report(bool lost, string name)
    {
        if (lost)
        {
            _losses.Drop(name);
        }
    }
}
