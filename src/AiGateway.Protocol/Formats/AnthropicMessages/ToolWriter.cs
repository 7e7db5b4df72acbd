using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Writes <c>tools</c> and <c>tool_choice</c>.</summary>
internal sealed class ToolWriter
{
    private readonly ChatRequest _request;
    private readonly Utf8JsonWriter _writer;
    private readonly ModelRules _rules;
    private readonly ThinkingPlan _thinking;
    private readonly JsonOutput _output;
    private readonly LossReport _losses;
    private readonly List<ChatTool> _functions = [];
    private readonly List<JsonElement> _raw = [];
    private readonly WebSearch _webSearch;

    public ToolWriter(ChatRequest request, Utf8JsonWriter writer, ModelRules rules, ThinkingPlan thinking, JsonOutput output, LossReport losses)
    {
        (_request, _writer, _rules, _thinking, _output, _losses) = (request, writer, rules, thinking, output, losses);
        _webSearch = new WebSearch(request, losses);
        foreach (var tool in request.Tools)
        {
            switch (tool.Kind)
            {
                case ChatToolKind.Function:
                    // A choice among some of the tools has no equal: the others are not offered.
                    if (request.ToolChoice is not { Mode: not ToolChoiceMode.None, Names: { Count: > 0 } names } || IsForced(request.ToolChoice) || names.Contains(tool.Name, StringComparer.Ordinal))
                    {
                        _functions.Add(tool);
                    }

                    break;
                case ChatToolKind.Provider when request.SourceFormat == AnthropicMessagesFormat.FormatName && tool.Raw is { } raw:
                    _raw.Add(raw);
                    break;
                case ChatToolKind.Provider when _webSearch.TryTake(tool):
                    break;
                default:
                    losses.Drop($"tools.{(tool.Kind == ChatToolKind.Custom ? "custom" : tool.Name)}");
                    break;
            }
        }
    }

    /// <summary>How many cache hints <see cref="Write"/> has to place.</summary>
    public int CacheHints => _functions.Count(static tool => tool.Cache is not null);

    private bool HasTools => _functions.Count + _raw.Count > 0 || _webSearch.IsAskedFor;

    /// <summary>Writes both properties, or neither.</summary>
    public void Write(CacheBreakpoints breakpoints)
    {
        if (!HasTools && _output.ToolName is null)
        {
            if (_request.ToolChoice?.Mode == ToolChoiceMode.Required)
            {
                _losses.Drop("tool_choice");
            }

            return;
        }

        _writer.WriteStartArray("tools");
        foreach (var tool in _functions)
        {
            WriteFunction(tool, breakpoints);
        }

        foreach (var tool in _raw)
        {
            tool.WriteRawTo(_writer);
        }

        if (_webSearch.IsAskedFor)
        {
            _webSearch.Write(_writer);
        }

        if (_output.ToolName is { } name)
        {
            WriteJsonTool(name, _output.Format!);
        }

        _writer.WriteEndArray();
        WriteChoice();
    }

    private static bool IsForced(ToolChoice choice) => choice is { Mode: ToolChoiceMode.Required, Names.Count: 1 };

    private void WriteFunction(ChatTool tool, CacheBreakpoints breakpoints)
    {
        _writer.WriteStartObject();
        _writer.WriteString("name", tool.Name);
        if (tool.Description is { Length: > 0 } description)
        {
            _writer.WriteString("description", description);
        }

        var isStrict = tool.Strict is true && _rules.StructuredOutputs;
        _writer.WritePropertyName("input_schema");
        WriteInputSchema(tool.Parameters, isStrict ? new SchemaSubset(_losses, "tools.function.parameters") : null);
        if (isStrict)
        {
            _writer.WriteBoolean("strict", true);
        }
        else if (tool.Strict is true)
        {
            _losses.Drop("tools.function.strict");
        }

        breakpoints.Write(tool.Cache, _writer);
        _writer.WriteEndObject();
    }

    /// <summary>The schema with <c>type: object</c> at its root, which the API demands.</summary>
    private void WriteInputSchema(JsonElement? parameters, SchemaSubset? subset)
    {
        if (parameters is not { ValueKind: JsonValueKind.Object } schema)
        {
            _writer.WriteStartObject();
            _writer.WriteString("type", "object");
            _writer.WriteStartObject("properties");
            _writer.WriteEndObject();
            if (subset is not null)
            {
                _writer.WriteBoolean("additionalProperties", false);
            }

            _writer.WriteEndObject();
            return;
        }

        if (schema.StringOrNull("type") != "object")
        {
            schema = WithObjectType(schema);
        }

        if (subset is null)
        {
            schema.WriteRawTo(_writer);
        }
        else
        {
            subset.Write(schema, _writer);
        }
    }

    private static JsonElement WithObjectType(JsonElement schema) => JsonElement.Parse(JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        foreach (var keyword in schema.EnumerateObject().Where(static keyword => !keyword.NameEquals("type")))
        {
            keyword.WriteTo(writer);
        }

        writer.WriteEndObject();
    }));

    private void WriteJsonTool(string name, ResponseFormat format)
    {
        _writer.WriteStartObject();
        _writer.WriteString("name", name);
        _writer.WriteString("description", format.Description ?? "Takes the answer to the user. Call it once, with the whole answer.");
        _writer.WritePropertyName("input_schema");
        WriteInputSchema(format.Schema, null);
        _writer.WriteEndObject();
    }

    private void WriteChoice()
    {
        var oneAtATime = _request.ParallelToolCalls is false;
        if (_output.ToolName is { } name)
        {
            // With tools of its own on offer the model may call one of them instead of answering.
            var mayCall = HasTools && _request.ToolChoice?.Mode != ToolChoiceMode.None;
            WriteChoice(mayCall ? "any" : "tool", mayCall ? null : name, oneAtATime || !mayCall);
            return;
        }

        switch (_request.ToolChoice)
        {
            case null when oneAtATime:
                WriteChoice("auto", null, true);
                break;
            case null:
                break;
            case { Mode: ToolChoiceMode.None }:
                WriteChoice("none", null, false);
                break;
            case { Mode: ToolChoiceMode.Required } choice when IsForced(choice) && !_functions.Exists(tool => tool.Name == choice.Names[0]):
                // The tool was of a kind that is not offered here.
                _losses.Drop("tool_choice");
                WriteChoice("auto", null, oneAtATime);
                break;
            case { Mode: ToolChoiceMode.Required } when _thinking.IsBudgeted || !_rules.ForcedTools:
                _losses.Drop("tool_choice");
                WriteChoice("auto", null, oneAtATime);
                break;
            case { Mode: ToolChoiceMode.Required } choice:
                WriteChoice(IsForced(choice) ? "tool" : "any", IsForced(choice) ? choice.Names[0] : null, oneAtATime);
                break;
            default:
                WriteChoice("auto", null, oneAtATime);
                break;
        }
    }

    private void WriteChoice(string type, string? name, bool oneAtATime)
    {
        _writer.WriteStartObject("tool_choice");
        _writer.WriteString("type", type);
        if (name is not null)
        {
            _writer.WriteString("name", name);
        }

        if (oneAtATime)
        {
            _writer.WriteBoolean("disable_parallel_tool_use", true);
        }

        _writer.WriteEndObject();
    }
}
