using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Writes a generateContent request.</summary>
internal static class RequestWriter
{
    public static void Write(ChatRequest request, Utf8JsonWriter writer, RequestWriteContext context)
    {
        var rules = ModelTable.For(context.TargetModel);
        var losses = context.Losses;
        var extensions = RequestExtensions.From(request, losses);
        request = extensions.Thinking is { } thinking ? request with { Reasoning = thinking } : request;

        writer.WriteStartObject();
        ContentWriter.Write(request, writer, rules, losses);
        var functions = ToolWriter.Write(request, writer, rules, extensions, losses);
        var config = JsonText.Write(json => GenerationConfigWriter.Write(request, json, rules, extensions, functions, losses));
        if (config.Length > "{}".Length)
        {
            writer.WritePropertyName("generationConfig"u8);
            writer.WriteRawValue(config, skipInputValidation: true);
        }

        WriteServiceTier(request.ServiceTier, writer, losses);
        foreach (var (name, value) in extensions.TopLevel)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
        if (request.EndUser is not null)
        {
            losses.Drop("user");
        }

        if (request.Metadata is { Count: > 0 })
        {
            losses.Drop("metadata");
        }

        if (request.ParallelToolCalls == false)
        {
            losses.Drop("parallel_tool_calls");
        }
    }

    private static void WriteServiceTier(string? tier, Utf8JsonWriter writer, LossReport losses)
    {
        switch (tier)
        {
            case null or "auto":
                break;
            case "default":
                writer.WriteString("serviceTier"u8, "standard"u8);
                break;
            case "flex" or "priority":
                writer.WriteString("serviceTier"u8, tier);
                break;
            default:
                losses.Drop("service_tier");
                break;
        }
    }
}
