using System.Buffers;
using System.Net.Http.Headers;
using AiGateway.Protocol.Formats;

namespace AiGateway.Providers.Mock;

/// <summary>Answers with plain JSON, whole or broken as the scenario asks.</summary>
/// <param name="format">What errors are written in.</param>
/// <param name="scenario">What to do.</param>
/// <param name="time">What pauses are measured by.</param>
internal sealed class MockPlain(IWireFormat format, MockScenario scenario, TimeProvider time)
{
    /// <summary>How long <c>slow</c> waits before a word.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly byte[] NoJson = "<html><body>The mock sends a page where JSON belongs, as its model name asks.</body></html>"u8.ToArray();

    /// <summary>JSON as a whole body.</summary>
    public static ByteArrayContent Json(byte[] json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    /// <summary>Makes the answer.</summary>
    /// <param name="json">The answer as it would be without a fault.</param>
    /// <param name="words">How many words it has, which is how long <c>slow</c> takes.</param>
    /// <param name="cancellationToken">The send's token.</param>
    public async Task<HttpResponseMessage> AnswerAsync(byte[] json, int words, CancellationToken cancellationToken)
    {
        if (scenario.Kind == MockScenarioKind.Slow)
        {
            await Task.Delay(Pause * words, time, cancellationToken);
        }

        return new HttpResponseMessage { Content = Content(json, cancellationToken) };
    }

    private HttpContent Content(byte[] json, CancellationToken cancellationToken)
    {
        switch (scenario.Kind)
        {
            case MockScenarioKind.Fail:
                return Json(MockErrors.Write(format, MockErrors.InsideAnswer));
            case MockScenarioKind.Malformed:
                return Json(NoJson);
            case MockScenarioKind.Stall or MockScenarioKind.Cut or MockScenarioKind.End:
                var half = Half(json, cancellationToken);
                half.Headers.ContentType = new MediaTypeHeaderValue("application/json");

                // An end that is clean in HTTP's terms cannot have promised more bytes than it sends.
                half.Headers.ContentLength = scenario.Kind == MockScenarioKind.End ? null : json.Length;
                return half;
            default:
                return Json(json);
        }
    }

    private MockBody Half(byte[] json, CancellationToken cancellationToken) => MockBody.Start(
        async (writer, token) =>
        {
            writer.Write(json.AsSpan(0, json.Length / 2));
            await MockBody.FlushAsync(writer, token);
            switch (scenario.Kind)
            {
                case MockScenarioKind.Stall:
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
                    break;
                case MockScenarioKind.Cut:
                    throw MockBody.Broken();
            }
        },
        cancellationToken);
}
