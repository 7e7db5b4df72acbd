using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Upstream;

/// <summary>Streams cut at odd places, with every kind of line end (promise D9).</summary>
public class SplitStreamTests
{
    private static readonly string[] Pieces = ["Grüße ", "aus ", "東京 ", "mit ", "🚀", " und \"Zitat\"\n", "Zeile\u2028zwei"];

    public static TheoryData<Dialect, int[]> Splits
    {
        get
        {
            var data = new TheoryData<Dialect, int[]>();
            foreach (var dialect in Enum.GetValues<Dialect>())
            {
                data.Add(dialect, [1, 3, 2, 7, 5, 11]);
                data.Add(dialect, [13]);
                data.Add(dialect, [97, 1, 1, 1, 64]);
                data.Add(dialect, [1 << 20]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public async Task Any_split_gives_the_same_text(Dialect dialect, int[] sizes)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(FakeAnswer.Text(Pieces).WithNoise().SplitInto(sizes));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        Chat.StreamedText(stream).ShouldBe(string.Concat(Pieces));
        Chat.Events(stream)[^1].ShouldBe("[DONE]");
        (await gateway.WaitForRequestLogAsync(response)).ShouldNotContain("MalformedEvents");
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public async Task A_plain_body_may_come_in_any_pieces(Dialect dialect, int[] sizes)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(FakeAnswer.Text(Pieces).SplitInto(sizes));

        var response = await gateway.ChatAsync(Pools.Model);

        (await response.TextAsync()).ShouldBe(string.Concat(Pieces));
    }

    public static TheoryData<Dialect, string, int> LineEnds
    {
        get
        {
            var data = new TheoryData<Dialect, string, int>();
            foreach (var dialect in Enum.GetValues<Dialect>())
            {
                foreach (var lineEnd in new[] { "\r\n", "\r", "\n" })
                {
                    data.Add(dialect, lineEnd, 1 << 20);
                    data.Add(dialect, lineEnd, 17);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(LineEnds))]
    public async Task Every_line_end_is_one(Dialect dialect, string lineEnd, int size)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        var stream = "\uFEFF: a comment\n\n" + LiteralStreams.Of(dialect) + "retry: 3000\n\n";
        provider.Always(Fault.Frames(stream.Replace("\n", lineEnd, StringComparison.Ordinal)).SplitInto(size));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        StreamText.ShouldBeClean(await response.Content.ReadAsStringAsync(), "Grüße aus 東京");
        (await gateway.WaitForRequestLogAsync(response)).ShouldNotContain("MalformedEvents");
    }

    [Fact]
    public async Task Data_over_several_lines_is_one_event()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        var error = "event: message\ndata: {\"error\":\ndata: {\"message\":\"overloaded\",\n" + "data: \"type\":\"server_error\",\"code\":null}}\n\n";
        provider.Always(Fault.Frames(OpenAIFrames.Role, OpenAIFrames.Content("Good "), error).Paced(TimeSpan.FromMilliseconds(50)));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        StreamText.ShouldBeBroken(await response.Content.ReadAsStringAsync(), "server_error");
    }
}
