using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes the tools and the choice among them.</summary>
internal sealed class ToolWriter(
    ChatRequest request, Utf8JsonWriter writer, PartWriter parts, OpenAIChatQuirks quirks, LossReport losses, bool sameFormat)
{
    public void Write()
    {
        var tools = request.Tools.Where(Kept).ToList();
        if (tools.Count > 0)
        {
            writer.WriteStartArray("tools"u8);
            tools.ForEach(WriteTool);
            writer.WriteEndArray();
            WriteChoice();
        }

        if (request.ParallelToolCalls is { } parallel && (tools.Count > 0 || sameFormat))
        {
            if (quirks.RefusedFields.Contains("parallel_tool_calls"))
            {
                losses.Drop("parallel_tool_calls");
            }
            else if (tools.Count > 0)
            {
                writer.WriteBoolean("parallel_tool_calls"u8, parallel);
            }
        }
    }

    private bool Kept(ChatTool tool)
    {
        switch (tool.Kind)
        {
            case ChatToolKind.Function:
                break;
            case ChatToolKind.Custom when quirks.CustomTools:
                break;
            case ChatToolKind.Provider when sameFormat && tool.Raw is not null && quirks.AllowedExtensions is null:
                break;
            default:
                losses.Drop($"tools.{(tool.Kind == ChatToolKind.Custom ? "custom" : tool.Name)}");
                return false;
        }

        // Where the choice cannot be limited, what is offered is.
        return quirks.AllowedToolsChoice
            || request.ToolChoice is not { Names: { Count: > 0 } names } choice
            || (names.Count == 1 && choice.Mode == ToolChoiceMode.Required)
            || names.Contains(tool.Name, StringComparer.Ordinal);
    }

    private void WriteTool(ChatTool tool)
    {
        if (tool.Kind != ChatToolKind.Function && sameFormat && tool.Raw is { } raw)
        {
            raw.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        if (tool.Kind == ChatToolKind.Custom)
        {
            WriteForeignCustom(tool);
        }
        else
        {
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            WriteNameAndDescription(tool);
            if (tool.Parameters is { } parameters)
            {
                writer.WritePropertyName("parameters"u8);
                parameters.WriteTo(writer);
            }

            if (tool.Strict is true && !sameFormat && !(tool.Parameters is { } schema && StrictSchema.Takes(schema)))
            {
                losses.Drop("tools.function.strict");
            }
            else if (tool.Strict is { } strict)
            {
                writer.WriteBoolean("strict"u8, strict);
            }

            writer.WriteEndObject();
        }

        parts.WriteToolHint(tool.Cache);
        writer.WriteEndObject();
    }

    /// <summary>The Responses API has the same tool flat: <c>{type, name, format: {type: grammar, syntax, definition}}</c>.</summary>
    private void WriteForeignCustom(ChatTool tool)
    {
        writer.WriteString("type"u8, "custom"u8);
        writer.WriteStartObject("custom"u8);
        WriteNameAndDescription(tool);
        if (tool.Raw is { } raw && raw.TryGet("format", out var format) && format.StringOrNull("type") == "grammar")
        {
            writer.WriteStartObject("format"u8);
            writer.WriteString("type"u8, "grammar"u8);
            writer.WriteStartObject("grammar"u8);
            writer.WriteString("syntax"u8, format.StringOrNull("syntax"));
            writer.WriteString("definition"u8, format.StringOrNull("definition"));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteNameAndDescription(ChatTool tool)
    {
        writer.WriteString("name"u8, tool.Name);
        if (tool.Description is not null)
        {
            writer.WriteString("description"u8, tool.Description);
        }
    }

    private void WriteChoice()
    {
        if (request.ToolChoice is not { } choice)
        {
            return;
        }

        if (quirks.RefusedFields.Contains("tool_choice"))
        {
            if (choice.Mode != ToolChoiceMode.Auto || choice.Names.Count > 0)
            {
                losses.Drop("tool_choice");
            }

            return;
        }

        var limited = choice.Names.Count > 0 && choice.Mode != ToolChoiceMode.None;
        if (limited && choice.Names.Count == 1 && choice.Mode == ToolChoiceMode.Required)
        {
            writer.WritePropertyName("tool_choice"u8);
            WriteChosen(choice.Names[0]);
        }
        else if (limited && quirks.AllowedToolsChoice)
        {
            writer.WriteStartObject("tool_choice"u8);
            writer.WriteString("type"u8, "allowed_tools"u8);
            writer.WriteStartObject("allowed_tools"u8);
            writer.WriteString("mode"u8, choice.Mode == ToolChoiceMode.Required ? "required"u8 : "auto"u8);
            writer.WriteStartArray("tools"u8);
            foreach (var name in choice.Names)
            {
                WriteChosen(name);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("tool_choice"u8, choice.Mode switch
            {
                ToolChoiceMode.None => "none",
                ToolChoiceMode.Auto => "auto",
                _ => quirks.RequiredToolChoice,
            });
        }
    }

    private void WriteChosen(string name)
    {
        var custom = request.Tools.Any(tool => tool.Kind == ChatToolKind.Custom && tool.Name == name) && quirks.CustomTools;
        writer.WriteStartObject();
        writer.WriteString("type"u8, custom ? "custom"u8 : "function"u8);
        writer.WriteStartObject(custom ? "custom"u8 : "function"u8);
        writer.WriteString("name"u8, name);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
