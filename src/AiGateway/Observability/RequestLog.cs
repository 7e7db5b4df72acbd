using System.Text;
using AiGateway.Configuration;
using AiGateway.Exchanges;

namespace AiGateway.Observability;

/// <summary>Writes one line for each request, with facts and figures alone: no prompt, no answer, no secret.</summary>
internal sealed partial class RequestLog(SnapshotStore<GatewayConfig> store, ILoggerFactory loggers, TimeProvider time) : IExchangeLog
{
    /// <summary>The logger's category, by which the lines can be filtered or sent elsewhere.</summary>
    public const string Category = "AiGateway.Requests";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    /// <inheritdoc/>
    public void Record(Exchange exchange)
    {
        var level = Level(exchange.Gate.Status);
        if (!exchange.Config.Options.Log.Requests || !_logger.IsEnabled(level))
        {
            return;
        }

        var last = exchange.Decisive;
        _logger.Log(level, default, new RequestRecord
        {
            RequestId = exchange.RequestId,
            MirrorOf = exchange.MirrorOf,
            Surface = exchange.Surface.Path,
            Key = exchange.Caller.KeyId,
            KeyName = exchange.Caller.KeyName,
            Team = exchange.Caller.Team,
            User = exchange.User,
            Tags = exchange.Tags,
            Model = exchange.ModelAsked,
            Provider = last?.Deployment?.ProviderName,
            ServedModel = last?.Deployment is null ? null : last.UpstreamModel,
            Status = exchange.Gate.Status,
            Error = exchange.Error?.Code ?? exchange.Error?.Type,
            Stream = exchange.Stream,
            Attempts = exchange.AttemptsSent,
            Trail = exchange.AttemptsSent > 1 ? Trail(exchange) : null,
            UpstreamStatus = last?.UpstreamStatus,
            PromptTokens = last?.Usage?.PromptTotal,
            CachedTokens = last?.Usage is { CacheRead: > 0 } usage ? usage.CacheRead : null,
            CompletionTokens = last?.Usage?.CompletionTotal,
            UsageSuspect = last?.Usage?.IsSuspect ?? false,
            Dropped = last is { Dropped.Count: > 0 } ? HeaderText.Join(last.Dropped, ",") : null,
            MalformedEvents = exchange.Attempts.Sum(static attempt => attempt.MalformedEvents),
            KeepAlives = exchange.Gate.KeepAlives,
            FirstMs = exchange.FirstContentAt == 0 ? null : time.GetElapsedTime(exchange.StartedAt, exchange.FirstContentAt).TotalMilliseconds,
            TotalMs = time.GetElapsedTime(exchange.StartedAt).TotalMilliseconds,
            GatewayMs = exchange.OwnShareAtFirst(time).TotalMilliseconds,
            Config = exchange.Config.Version,
        }, null, static (record, _) => record.ToString());
    }

    /// <inheritdoc/>
    public void RecordForeign(HttpContext context, TimeSpan elapsed)
    {
        if (store.Current.Options.Log.Requests)
        {
            LogForeign(context.Request.Method, context.Request.Path, Describe(context.Features.Get<Caller>()), context.Response.StatusCode, elapsed.TotalMilliseconds);
        }
    }

    private static string Trail(Exchange exchange) => HeaderText.Join(
        [.. exchange.Attempts.Where(attempt => attempt.SentAt != 0).Select(attempt => $"{attempt.Deployment?.ProviderName}:{(attempt.Outcome.Length == 0 ? "under_way" : attempt.Outcome)}")],
        ",");

    /// <summary>Who calls, in the form of the other fields; what the caller does not have is left out.</summary>
    private static string Describe(Caller? caller)
    {
        var text = new StringBuilder(caller?.KeyId);
        Append(nameof(RequestRecord.KeyName), caller?.KeyName);
        Append(nameof(RequestRecord.Team), caller?.Team);
        Append(nameof(RequestRecord.User), caller?.User);
        Append(nameof(RequestRecord.Tags), caller is { Tags.Count: > 0 } ? string.Join(',', caller.Tags) : null);
        return text.ToString();

        void Append(string name, string? value)
        {
            if (value is not null)
            {
                text.Append(' ').Append(name).Append('=').Append(value);
            }
        }
    }

    private static LogLevel Level(int status) => status switch
    {
        >= 500 => LogLevel.Warning,
        _ => LogLevel.Information,
    };

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Method} {Path} {Status} key={Key} route=operator total={TotalMs}ms")]
    private partial void LogForeign(string method, string path, string key, int status, double totalMs);
}
