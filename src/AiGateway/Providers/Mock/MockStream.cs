using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Sse;

namespace AiGateway.Providers.Mock;

/// <summary>Answers with a stream, one word a flush, broken where the scenario asks.</summary>
/// <param name="answer">What to say.</param>
/// <param name="scenario">What to do.</param>
/// <param name="includeUsage">Whether usage was asked for.</param>
/// <param name="format">What to say it in.</param>
/// <param name="time">What pauses are measured by.</param>
internal sealed class MockStream(MockAnswer answer, MockScenario scenario, bool includeUsage, IWireFormat format, TimeProvider time)
{
    private readonly ArrayBufferWriter<byte> _frames = new(512);

    /// <summary>Starts the stream.</summary>
    /// <param name="cancellationToken">The send's token.</param>
    public MockBody ToContent(CancellationToken cancellationToken)
    {
        var body = MockBody.Start(ProduceAsync, cancellationToken);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        return body;
    }

    private async Task ProduceAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var writer = format.CreateStreamWriter(new AnswerWriteContext { IdSeed = "mock", Created = answer.Created, Model = answer.Model, IncludeUsage = includeUsage });
        var words = 0;
        var faultPending = scenario.BreaksAnswer;
        foreach (var chatEvent in answer.Events())
        {
            _frames.ResetWrittenCount();
            writer.Write(chatEvent, _frames);

            // A choice's first event brings the role's chunk with it, which goes out before any pause or fault.
            var last = await SendAllButLastAsync(output, cancellationToken);
            var isWord = chatEvent.IsContent && MockAnswer.ChoiceOf(chatEvent) == 0;
            if (faultPending && last.Length > 0 && (isWord ? words == scenario.Number : chatEvent is ChatEvent.Finished))
            {
                faultPending = false;
                if (!await SurvivesFaultAsync(output, cancellationToken))
                {
                    return;
                }
            }

            if (isWord)
            {
                words++;
                await PauseAsync(cancellationToken);
            }

            await SendAsync(output, last, cancellationToken);
        }

        _frames.ResetWrittenCount();
        writer.Complete(_frames);
        await SendAsync(output, await SendAllButLastAsync(output, cancellationToken), cancellationToken);
    }

    private async ValueTask<bool> SurvivesFaultAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        switch (scenario.Kind)
        {
            case MockScenarioKind.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                return false;
            case MockScenarioKind.Cut:
                throw MockBody.Broken();
            case MockScenarioKind.Fail:
                format.WriteStreamError(MockErrors.InsideAnswer, "", output);
                await MockBody.FlushAsync(output, cancellationToken);
                return false;
            case MockScenarioKind.Malformed:
                SseWriter.Write(output, default, "{\"id\":\"the mock sends half an object"u8);
                await MockBody.FlushAsync(output, cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        if (scenario.Kind == MockScenarioKind.Slow)
        {
            await Task.Delay(MockPlain.Pause, time, cancellationToken);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> SendAllButLastAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var rest = _frames.WrittenMemory;
        while (rest.Length > 0)
        {
            var length = rest.Span.IndexOf("\n\n"u8) + 2;
            if (length == rest.Length)
            {
                break;
            }

            await SendAsync(output, rest[..length], cancellationToken);
            rest = rest[length..];
        }

        return rest;
    }

    private static async ValueTask SendAsync(PipeWriter output, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (frame.Length > 0)
        {
            output.Write(frame.Span);
            await MockBody.FlushAsync(output, cancellationToken);
        }
    }
}
