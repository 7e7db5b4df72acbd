using System.Diagnostics;
using System.Net;
using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;

namespace AiGateway.Clients.Fakes;

/// <summary>Every fault a fake can be told to commit, as it looks on the wire.</summary>
public sealed class FaultTests
{
    public static TheoryData<Dialect> Dialects => [.. Enum.GetValues<Dialect>()];

    [Theory, MemberData(nameof(Dialects))]
    public async Task Silent_is_never_answered_and_the_callers_leaving_is_seen(Dialect dialect)
    {
        await using var fake = (await FakeProvider.StartAsync(dialect)).Next(Fault.Silent);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(() => FakeHttp.ChatAsync(fake, cancellation: patience.Token));
        var request = await fake.WaitForRequestAsync();
        await request.Aborted.WaitAsync(TimeSpan.FromSeconds(2));
        request.Status.ShouldBe(0);
        Stopwatch.GetElapsedTime(request.ArrivedAt, request.AbortedAt!.Value).TotalMilliseconds.ShouldBeInRange(100, 2000);
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task Headers_then_silence(Dialect dialect)
    {
        await using var fake = (await FakeProvider.StartAsync(dialect)).Next(Fault.HeadersThenSilent);
        using var answer = await FakeHttp.ChatAsync(fake, stream: true);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var body = await answer.Content.ReadAsStreamAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(async () => await body.ReadExactlyAsync(new byte[1], patience.Token));
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task A_cut_stream_is_a_reset_after_the_events_before(Dialect dialect)
    {
        await using var fake = (await FakeProvider.StartAsync(dialect)).Next(FakeAnswer.Honest.CutAfter(1));
        var (events, error) = await ReadEventsAsync(fake);
        events.Count.ShouldBe(1);
        error.ShouldNotBeNull();
        fake.Requests[0].AbortedAt.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task A_cut_json_answer_is_shorter_than_announced(Dialect dialect)
    {
        await using var fake = (await FakeProvider.StartAsync(dialect)).Next(FakeAnswer.Honest.CutAfter(1));
        using var answer = await FakeHttp.ChatAsync(fake);
        answer.Content.Headers.ContentLength.ShouldNotBeNull();
        var problem = await Should.ThrowAsync<Exception>(() => answer.Content.ReadAsStringAsync());
        problem.ShouldBeAssignableTo<HttpRequestException>();
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task An_early_end_is_clean_and_lacks_the_terminator(Dialect dialect)
    {
        await using var fake = (await FakeProvider.StartAsync(dialect)).Next(FakeAnswer.Honest.EndAfter(2));
        var (events, error) = await ReadEventsAsync(fake);
        events.Count.ShouldBe(2);
        error.ShouldBeNull();
        events.ShouldNotContain(text => text.Contains("[DONE]", StringComparison.Ordinal) || text.Contains("message_stop", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task A_stall_keeps_the_connection(Dialect dialect)
    {
        await using var fake = (await FakeProvider.StartAsync(dialect)).Next(FakeAnswer.Honest.StallAfter(2));
        using var answer = await FakeHttp.ChatAsync(fake, stream: true);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var lines = 0;
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            while (await reader.ReadLineAsync(patience.Token) is not null)
            {
                lines++;
            }
        });
        lines.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Theory]
    [InlineData(Dialect.OpenAI, "server_error")]
    [InlineData(Dialect.Anthropic, "overloaded_error")]
    [InlineData(Dialect.Gemini, "UNAVAILABLE")]
    [InlineData(Dialect.Mistral, "internal_server_error")]
    public async Task An_error_comes_inside_a_200(Dialect dialect, string word)
    {
        await using var fake = (await FakeProvider.StartAsync(dialect)).Always(FakeAnswer.Honest.ErrorEventAt(1));
        var (events, error) = await ReadEventsAsync(fake);
        events.Count.ShouldBe(2);
        events[1].ShouldContain(word);
        error.ShouldBeNull();
        using var whole = await FakeHttp.ChatAsync(fake);
        whole.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await whole.Content.ReadAsStringAsync()).ShouldContain(word);
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task A_malformed_event_stands_among_good_ones(Dialect dialect)
    {
        await using var fake = (await FakeProvider.StartAsync(dialect)).Always(FakeAnswer.Text("a", "b").MalformedAt(1));
        var (events, _) = await ReadEventsAsync(fake);
        var data = events.Select(text => text[(text.IndexOf("data: ", StringComparison.Ordinal) + 6)..]).Where(text => text != "[DONE]").ToList();
        data.Count(text => !IsJson(text)).ShouldBe(1);
        IsJson(data[1]).ShouldBeFalse();
        using var whole = await FakeHttp.ChatAsync(fake);
        IsJson(await whole.Content.ReadAsStringAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Frames_go_out_as_they_are_with_their_pauses()
    {
        await using var fake = (await FakeProvider.StartAsync(Dialect.OpenAI))
            .Next(Fault.Frames("data: {\"x\":", new WireFrame(" 1}\r\r"u8.ToArray(), TimeSpan.FromMilliseconds(200)), ": end\n"));
        var clock = Stopwatch.StartNew();
        using var answer = await FakeHttp.ChatAsync(fake, stream: true);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("data: {\"x\": 1}\r\r: end\n");
        clock.ElapsedMilliseconds.ShouldBeGreaterThanOrEqualTo(190);
        fake.Requests[0].BytesSent.ShouldBe(22);
    }

    [Fact]
    public async Task Writes_are_split_where_told()
    {
        await using var fake = (await FakeProvider.StartAsync(Dialect.OpenAI)).Next(Fault.Frames("abcdefgh").SplitInto(1, 3, 2));
        using var connection = await RawClient.ConnectAsync(fake.Port);
        await connection.WriteAsync(FakeHttp.Raw(fake));
        var head = await connection.ReadThroughAsync("\r\n\r\n");
        head.ShouldContain("Transfer-Encoding: chunked");
        (await connection.ReadThroughAsync("0\r\n\r\n")).ShouldBe("1\r\na\r\n3\r\nbcd\r\n2\r\nef\r\n2\r\ngh\r\n0\r\n\r\n");
    }

    [Fact]
    public async Task Gzip_is_real_gzip()
    {
        await using var fake = (await FakeProvider.StartAsync(Dialect.OpenAI)).Next(FakeAnswer.Text("packed").Gzip());
        using var answer = await FakeHttp.ChatAsync(fake);
        answer.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        using var unpacked = new StreamReader(new System.IO.Compression.GZipStream(await answer.Content.ReadAsStreamAsync(), System.IO.Compression.CompressionMode.Decompress));
        (await unpacked.ReadToEndAsync()).ShouldContain("packed");
    }

    [Fact]
    public async Task A_redirect_names_its_target()
    {
        await using var fake = (await FakeProvider.StartAsync(Dialect.OpenAI)).Next(Fault.Redirect(307, new Uri("http://127.0.0.1:9/x")));
        using var answer = await FakeHttp.ChatAsync(fake);
        ((int)answer.StatusCode).ShouldBe(307);
        answer.Headers.Location!.AbsoluteUri.ShouldBe("http://127.0.0.1:9/x");
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task The_received_key_is_echoed_in_an_error(Dialect dialect)
    {
        await using var fake = (await FakeProvider.StartAsync(dialect)).Next(Fault.KeyEcho(401));
        using var answer = await FakeHttp.ChatAsync(fake);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(fake.Key);
    }

    [Fact]
    public async Task Huge_headers_and_events_are_sent()
    {
        await using var fake = (await FakeProvider.StartAsync(Dialect.OpenAI)).Next(Fault.HugeHeaders(10, 1000), Fault.HugeEvent(1_000_000));
        using var headers = await FakeHttp.ChatAsync(fake);
        headers.Headers.Count(header => header.Key.StartsWith("x-huge-", StringComparison.Ordinal)).ShouldBe(10);
        using var huge = await FakeHttp.ChatAsync(fake, stream: true);
        (await huge.Content.ReadAsStringAsync()).Length.ShouldBeGreaterThan(1_000_000);
    }

    [Fact]
    public async Task An_infinite_line_ends_with_the_caller()
    {
        await using var fake = (await FakeProvider.StartAsync(Dialect.OpenAI)).Next(Fault.InfiniteLine());
        using (var answer = await FakeHttp.ChatAsync(fake, stream: true))
        {
            await using var body = await answer.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[500_000]);
        }

        await fake.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(5));
        fake.Requests[0].BytesSent.ShouldBeGreaterThan(400_000);
    }

    private static async Task<(List<string> Events, Exception? Error)> ReadEventsAsync(FakeProvider fake)
    {
        using var answer = await FakeHttp.ChatAsync(fake, stream: true);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var events = new List<string>();
        var lines = new List<string>();
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.Length > 0)
                {
                    lines.Add(line);
                }
                else if (lines.Count > 0)
                {
                    events.Add(string.Join('\n', lines));
                    lines.Clear();
                }
            }

            return (events, null);
        }
        catch (Exception error)
        {
            return (events, error);
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
