using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace AiGateway.Observability;

/// <summary>Text for people: the message, and for a request's line its other fields as <c>name=value</c>.</summary>
/// <param name="head">Writes time, level and message without a line end.</param>
/// <param name="tail">Writes the exception, if any, and the line end.</param>
internal sealed class RequestLineFormatter(MessageTemplateTextFormatter head, MessageTemplateTextFormatter tail) : ITextFormatter
{
    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        head.Format(logEvent, output);
        if (logEvent.MessageTemplate.Text == RequestRecord.Template)
        {
            foreach (var (name, value) in logEvent.Properties)
            {
                if (value is ScalarValue { Value: not (null or 0 or false) } scalar && !IsTold(name))
                {
                    output.Write(' ');
                    output.Write(name);
                    output.Write('=');
                    output.Write(Convert.ToString(scalar.Value, System.Globalization.CultureInfo.InvariantCulture));
                }
            }
        }

        tail.Format(logEvent, output);
    }

    private static bool IsTold(string name) => name is nameof(RequestRecord.Surface) or nameof(RequestRecord.Status) or nameof(RequestRecord.RequestId)
        or "SourceContext" or "EventId";
}
