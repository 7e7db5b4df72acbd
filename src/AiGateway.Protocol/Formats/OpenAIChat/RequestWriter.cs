using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes a request for one provider.</summary>
internal sealed class RequestWriter
{
    private readonly ChatRequest _request;
    private readonly Utf8JsonWriter _writer;
    private readonly RequestWriteContext _context;
    private readonly OpenAIChatQuirks _quirks;
    private readonly OpenAIChatModels.Rules _rules;
    private readonly LossReport _losses;
    private readonly bool _sameFormat;
    private readonly PartWriter _parts;
    private readonly ExtensionWriter _extensions;

    public RequestWriter(ChatRequest request, Utf8JsonWriter writer, RequestWriteContext context, OpenAIChatQuirks quirks)
    {
        _request = request;
        _writer = writer;
        _context = context;
        _quirks = quirks;
        _rules = OpenAIChatModels.Find(context.TargetModel);
        _losses = context.Losses;
        _sameFormat = string.Equals(request.SourceFormat, OpenAIChatFormat.FormatName, StringComparison.Ordinal);
        _parts = new PartWriter(writer, quirks, _rules, _losses, _sameFormat);
        _extensions = new ExtensionWriter(request, writer, quirks, _rules, _losses, _sameFormat);
    }

    public void Write()
    {
        _writer.WriteStartObject();
        _writer.WriteString("model"u8, _context.TargetModel);
        WriteMessages();
        new ToolWriter(_request, _writer, _parts, _quirks, _losses, _sameFormat).Write();
        new SamplingWriter(_request, _writer, _quirks, _rules, _losses, _sameFormat).Write();
        WriteResponseFormat();
        WriteEndUser();
        WriteMetadata();
        WriteServiceTier();
        WriteStream();
        _extensions.WriteTopLevel();
        _writer.WriteEndObject();
    }

    private void WriteMessages()
    {
        var adapted = new MessageAdapter(_request, _quirks, _losses).Adapt(Instruction());
        var messages = new MessageWriter(_writer, _parts, _quirks, _losses);
        _writer.WriteStartArray("messages"u8);
        foreach (var (message, source) in adapted)
        {
            messages.WriteOpen(message, source < 0 ? "messages" : $"messages[{source}]");
            if (source >= 0)
            {
                _extensions.WriteOfMessage(source);
            }

            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
    }

    /// <summary>What has to be said in words: a schema that the provider does not take, or the word JSON that <c>json_object</c> demands of the prompt.</summary>
    private string? Instruction()
    {
        var format = _request.ResponseFormat;
        if (format is { Kind: ResponseFormatKind.JsonSchema, Schema: { } schema } && _quirks.JsonSchema != JsonSchemaSupport.Native)
        {
            return $"Answer with a JSON object that conforms to this JSON schema, and with nothing else:\n{schema.GetRawText()}";
        }

        var wantsObject = format is { Kind: ResponseFormatKind.JsonObject }
            || (format is { Kind: ResponseFormatKind.JsonSchema } && _quirks.JsonSchema != JsonSchemaSupport.Native);
        var isSaid = !wantsObject || _sameFormat
            || _request.Messages.Any(static message => message.Text.Contains("json", StringComparison.OrdinalIgnoreCase));
        return isSaid ? null : "Answer with a JSON object.";
    }

    private void WriteResponseFormat()
    {
        if (_request.ResponseFormat is not { } format || (format.Kind == ResponseFormatKind.Text && !_sameFormat))
        {
            return;
        }

        var schema = format.Kind == ResponseFormatKind.JsonSchema;
        if (_quirks.JsonSchema == JsonSchemaSupport.InstructionOnly && format.Kind != ResponseFormatKind.Text)
        {
            return;
        }

        _writer.WriteStartObject("response_format"u8);
        if (schema && _quirks.JsonSchema == JsonSchemaSupport.Native)
        {
            _writer.WriteString("type"u8, "json_schema"u8);
            _writer.WriteStartObject("json_schema"u8);
            _writer.WriteString("name"u8, string.IsNullOrEmpty(format.Name) ? "response" : format.Name);
            if (format.Description is not null)
            {
                _writer.WriteString("description"u8, format.Description);
            }

            if (format.Schema is { } element)
            {
                _writer.WritePropertyName("schema"u8);
                element.WriteTo(_writer);
            }

            if (format.Strict is true && !_sameFormat && !(format.Schema is { } wanted && StrictSchema.Takes(wanted)))
            {
                _losses.Drop("response_format.json_schema.strict");
            }
            else if (format.Strict is { } strict)
            {
                _writer.WriteBoolean("strict"u8, strict);
            }

            _writer.WriteEndObject();
        }
        else
        {
            _writer.WriteString("type"u8, format.Kind == ResponseFormatKind.Text ? "text"u8 : "json_object"u8);
        }

        _writer.WriteEndObject();
    }

    private void WriteEndUser()
    {
        if (_request.EndUser is not { } user)
        {
            return;
        }

        if (_quirks.EndUserField is not { } field || _quirks.RefusedFields.Contains(field))
        {
            _losses.Drop("safety_identifier");
            return;
        }

        // A hash still tells users apart, which is all that the field is for.
        _writer.WriteString(field, user.Length <= _quirks.EndUserMaxLength
            ? user
            : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(user))));
    }

    private void WriteMetadata()
    {
        if (_request.Metadata is not { } metadata)
        {
            return;
        }

        if (_quirks.RefusedFields.Contains("metadata"))
        {
            _losses.Drop("metadata");
            return;
        }

        _writer.WriteStartObject("metadata"u8);
        foreach (var (name, value) in metadata)
        {
            _writer.WriteString(name, value);
        }

        _writer.WriteEndObject();
    }

    private void WriteServiceTier()
    {
        if (_request.ServiceTier is not { } tier)
        {
            return;
        }

        if (_quirks.RefusedFields.Contains("service_tier"))
        {
            _losses.Drop("service_tier");
            return;
        }

        _writer.WriteString("service_tier"u8, _quirks.ServiceTiers.TryGetValue(tier, out var own) ? own : tier);
    }

    /// <summary>Every stream is asked for its usage where that can be asked, since the gateway counts it whether or not the caller wants it.</summary>
    private void WriteStream()
    {
        if (!_request.Stream)
        {
            return;
        }

        _writer.WriteBoolean("stream"u8, true);
        if (!_quirks.StreamOptions)
        {
            if (_request.Extensions.ContainsKey("stream_options"))
            {
                _losses.Drop("stream_options");
            }

            return;
        }

        _writer.WriteStartObject("stream_options"u8);
        _writer.WriteBoolean("include_usage"u8, true);
        if (_sameFormat && _request.Extensions.TryGetValue("stream_options", out var options))
        {
            foreach (var option in options.EnumerateObject())
            {
                if (option.Name != "include_usage")
                {
                    option.WriteTo(_writer);
                }
            }
        }

        _writer.WriteEndObject();
    }
}
