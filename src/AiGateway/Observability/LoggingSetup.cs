using System.Globalization;
using System.Text;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using Serilog;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace AiGateway.Observability;

/// <summary>Sets up Serilog: one sink on standard output, and whatever the operator's own <c>Serilog</c> section adds.</summary>
internal static class LoggingSetup
{
    private const string Head = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}";
    private const string Tail = "{NewLine}{Exception}";

    /// <summary>What host and server say, with a stack, of a start that failed; whoever started it is told in a line of ours.</summary>
    private static readonly string[] FailedStarts = ["Hosting failed to start", "Unable to start Kestrel."];

    /// <summary>Replaces the host's loggers.</summary>
    public static void AddGatewayLogging(this WebApplicationBuilder builder, LogOptions options)
    {
        // A sink that fails, of a full disk say, tells Serilog alone. Its words are not kept: they may hold what was to be written.
        var losses = new LogLosses();
        SelfLog.Enable(_ => losses.Add());
        builder.Services.AddSingleton(losses);
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Yarp", LogEventLevel.Warning)
            // YARP warns of every failed attempt; the request's own line says it, with the class and what followed.
            .MinimumLevel.Override("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogEventLevel.Error)
            .Filter.ByExcluding(static line => FailedStarts.Contains(line.MessageTemplate.Text, StringComparer.Ordinal))
            .ReadFrom.Configuration(builder.Configuration);
        ITextFormatter formatter = options.Format == LogFormat.Json
            ? new JsonFormatter(renderMessage: false)
            : new RequestLineFormatter(new MessageTemplateTextFormatter(Head, CultureInfo.InvariantCulture), new MessageTemplateTextFormatter(Tail, CultureInfo.InvariantCulture));
        var sink = new BackgroundConsoleSink(formatter, options.Format, OpenOutput(), losses);
        var logger = configuration.WriteTo.Sink(sink).CreateLogger();
        builder.Logging.ClearProviders();
        // ASP.NET opens a log scope and an activity around every request while anybody might read them; the request's own line says more.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddSerilog(logger, dispose: true);
        if (!builder.Configuration.GetSection("Serilog:WriteTo").GetChildren().Any())
        {
            builder.Logging.AddFilter<SerilogLoggerProvider>(RequestLog.Category, LogLevel.None);
            builder.Logging.AddProvider(new RequestLineProvider(sink, logger, TimeProvider.System));
        }
    }

    /// <summary>Standard output without a flush at every write, which <see cref="Console.Out"/> makes.</summary>
    private static StreamWriter OpenOutput() => new(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024);
}
