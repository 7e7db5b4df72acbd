using AiGateway.Configuration;
using AiGateway.Observability;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace AiGateway.Tests.Observability;

/// <summary>What happens to log lines when writing them goes wrong.</summary>
public class BackgroundConsoleSinkTests
{
    [Fact]
    public void An_event_that_cannot_be_formatted_costs_itself_alone()
    {
        var output = new StringWriter();
        var sink = new BackgroundConsoleSink(new Formatter(), LogFormat.Console, output);
        sink.Emit(Event("one"));
        sink.Emit(Event("bad"));
        sink.Emit(Event("two"));
        sink.Dispose();

        output.ToString().ShouldBe("one\ntwo\n{\"DroppedLogEvents\":1}\n");
        sink.Dropped.ShouldBe(1);
    }

    [Fact]
    public void A_reader_that_stalls_holds_up_nobody_and_what_does_not_fit_is_counted()
    {
        using var stalled = new StalledWriter();
        var sink = new BackgroundConsoleSink(new Formatter(), LogFormat.Console, stalled);
        sink.Emit(Event("first"));
        stalled.Reached.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue("the first line is being written");

        var started = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < BackgroundConsoleSink.Capacity + 100; i++)
        {
            sink.Emit(Event("more"));
        }

        started.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5), "emitting never waits for the reader");
        sink.Dropped.ShouldBe(100);
        stalled.Release();
        sink.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_request_line_stands_between_the_others_in_order(bool json)
    {
        var output = new StringWriter();
        var sink = new BackgroundConsoleSink(new Formatter(), json ? LogFormat.Json : LogFormat.Console, output);
        sink.Emit(Event("before"));
        sink.Emit(new RequestLine(
            new DateTimeOffset(2026, 11, 20, 1, 2, 3, 45, TimeSpan.Zero),
            Microsoft.Extensions.Logging.LogLevel.Warning,
            new RequestRecord { RequestId = "req_1", Surface = "/v1/chat/completions", Key = "k\"ey", Model = "m", Status = 502, TotalMs = 1.5, Config = "1-a" }));
        sink.Emit(Event("after"));
        sink.Dispose();

        output.ToString().ShouldBe(json
            ? "before\n{\"Timestamp\":\"2026-11-20T01:02:03.0450000+00:00\",\"Level\":\"Warning\",\"MessageTemplate\":\"{Surface} {Status} {RequestId}\",\"Properties\":{\"Surface\":\"/v1/chat/completions\",\"Status\":502,\"RequestId\":\"req_1\",\"Key\":\"k\\\"ey\",\"Model\":\"m\",\"Stream\":false,\"Attempts\":0,\"TotalMs\":1.5,\"GatewayMs\":0,\"Config\":\"1-a\",\"SourceContext\":\"AiGateway.Requests\"}}\nafter\n"
            : "before\n2026-11-20 01:02:03.045 WRN /v1/chat/completions 502 req_1 Key=k\"ey Model=m TotalMs=1.5 GatewayMs=0 Config=1-a\nafter\n");
    }

    private static LogEvent Event(string text) =>
        new(DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, new MessageTemplateParser().Parse(text), []);

    private sealed class Formatter : ITextFormatter
    {
        public void Format(LogEvent logEvent, TextWriter output)
        {
            if (logEvent.MessageTemplate.Text == "bad")
            {
                throw new FormatException("This event cannot be written.");
            }

            output.WriteLine(logEvent.MessageTemplate.Text);
        }
    }

    private sealed class StalledWriter : StringWriter
    {
        private readonly ManualResetEventSlim _released = new();

        public ManualResetEventSlim Reached { get; } = new();

        public void Release() => _released.Set();

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Reached.Set();
            _released.Wait();
        }

        protected override void Dispose(bool disposing)
        {
            _released.Dispose();
            Reached.Dispose();
            base.Dispose(disposing);
        }
    }
}
