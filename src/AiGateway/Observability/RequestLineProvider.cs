using Serilog.Extensions.Logging;

namespace AiGateway.Observability;

/// <summary>
/// Takes the requests' lines past Serilog's conversions, which cost more than the rest of a log line, straight to the background
/// sink. Serilog's levels still decide what is written; where the operator has added sinks of its own, Serilog keeps these lines too.
/// </summary>
internal sealed class RequestLineProvider(BackgroundConsoleSink sink, Serilog.ILogger serilog, TimeProvider time) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => categoryName == RequestLog.Category
        ? new LineLogger(sink, serilog.ForContext(Serilog.Core.Constants.SourceContextPropertyName, categoryName), time)
        : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class LineLogger(BackgroundConsoleSink sink, Serilog.ILogger serilog, TimeProvider time) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => serilog.IsEnabled(LevelConvert.ToSerilogLevel(logLevel));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is RequestRecord record)
            {
                sink.Emit(new RequestLine(time.GetLocalNow(), logLevel, record));
            }
            else
            {
                serilog.Write(LevelConvert.ToSerilogLevel(logLevel), exception, "{Line:l}", formatter(state, exception));
            }
        }
    }
}
