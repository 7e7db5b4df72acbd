using System.Net;
using System.Net.Security;
using AiGateway.Fakes;
using AiGateway.Tests.Failover;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>Streams that an HTTP/2 provider says it has not processed are sent once more, and none is lost.</summary>
[Trait("Promise", "D19")]
public class UnprocessedStreamTests
{
    private const int Refused = 7;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_stream_is_sent_once_more(bool stream)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(TlsBench.Host);
        var bodies = new List<string>();
        await using var server = TlsServer.Start(TlsBench.Server(certificate, SslApplicationProtocol.Http2), async (tls, _) =>
        {
            var h2 = new H2Connection(tls);
            await h2.OpenAsync();
            var (id, body) = await h2.ReadRequestAsync();
            bodies.Add(body);
            await h2.ResetAsync(id, Refused);
            (id, body) = await h2.ReadRequestAsync();
            bodies.Add(body);
            await AnswerAsync(h2, id, stream);
            await h2.ReadRequestAsync();
        });
        await using var gateway = await TlsBench.StartAsync(authority, TlsBench.At(server));

        var response = await gateway.ChatAsync(Pools.Model, stream: stream);

        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        text.ShouldContain("Said in JSON");
        bodies.Count.ShouldBe(2);
        bodies[1].ShouldBe(bodies[0]);
        server.Failures.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Streams_above_the_last_one_move_to_a_new_connection_and_the_one_below_ends_where_it_is(bool stream)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(TlsBench.Host);
        var firstIsUnderWay = new TaskCompletionSource();
        await using var server = TlsServer.Start(TlsBench.Server(certificate, SslApplicationProtocol.Http2), async (tls, number) =>
        {
            var h2 = new H2Connection(tls);
            await h2.OpenAsync();
            if (number > 1)
            {
                while (true)
                {
                    var (id, _) = await h2.ReadRequestAsync();
                    await AnswerAsync(h2, id, stream);
                }
            }

            var (first, _) = await h2.ReadRequestAsync();
            await h2.BeginAsync(first, "text/event-stream", OpenAIFrames.Role + OpenAIFrames.Content("Still "));
            firstIsUnderWay.SetResult();
            await h2.ReadRequestAsync();
            await h2.ReadRequestAsync();
            await h2.GoAwayAsync(first);
            await h2.EndAsync(first, OpenAIFrames.Content("here") + OpenAIFrames.Finish + OpenAIFrames.Done);
            await h2.ReadRequestAsync();
        });
        await using var gateway = await TlsBench.StartAsync(authority, TlsBench.At(server));

        var below = gateway.ChatAsync(Pools.Model, "first", stream: true);
        await firstIsUnderWay.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var above = new[] { gateway.ChatAsync(Pools.Model, "second", stream), gateway.ChatAsync(Pools.Model, "third", stream) };

        StreamText.ShouldBeClean(await (await below).Content.ReadAsStringAsync(), "Still here");
        foreach (var response in await Task.WhenAll(above))
        {
            var text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            text.ShouldContain("Said in JSON");
        }

        server.Connections.ShouldBe(2);
        server.Failures.ShouldBeEmpty();
    }

    private static Task AnswerAsync(H2Connection h2, int id, bool stream) => stream
        ? h2.AnswerAsync(id, "text/event-stream", OpenAIFrames.Stream("Said in JSON"))
        : h2.AnswerAsync(id, "application/json", PlainBodies.Of(Dialect.OpenAI));
}
