using System.Net;
using System.Text;
using System.Text.Json;

namespace AiGateway.Tests.Providers.Mock;

public sealed class MockFaultTests : IDisposable
{
    private const string Stream = ""","stream":true""";

    private readonly MockClient _mock = new();

    public void Dispose() => _mock.Dispose();

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "one two")]
    [InlineData(3, "one two three")]
    [InlineData(9, "one two three")]
    public async Task Cut_breaks_the_stream_after_so_many_words(int words, string said)
    {
        for (var repeat = 0; repeat < 20; repeat++)
        {
            using var response = await _mock.ChatAsync($"cut-{words}", "one two three", Stream);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var (events, failure) = await MockClient.ReadEventsAsync(response);

            Begun(events, said);
            failure.ShouldBeOfType<HttpIOException>().HttpRequestError.ShouldBe(HttpRequestError.ResponseEnded);
        }
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "one")]
    [InlineData(9, "one two three")]
    public async Task End_is_clean_but_early(int words, string said)
    {
        using var response = await _mock.ChatAsync($"end-{words}", "one two three", Stream);
        var (events, failure) = await MockClient.ReadEventsAsync(response);

        Begun(events, said);
        failure.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "one two")]
    [InlineData(9, "one two three")]
    public async Task Failure_is_reported_inside_the_stream(int words, string said)
    {
        using var response = await _mock.ChatAsync($"fail-{words}", "one two three", Stream);
        var (events, failure) = await MockClient.ReadEventsAsync(response);

        Begun(events[..^1], said);
        failure.ShouldBeNull();
        JsonElement.Parse(events[^1]).GetProperty("error").GetProperty("type").GetString().ShouldBe("server_error");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task Malformed_event_stands_among_good_ones(int words)
    {
        var events = await _mock.StreamAsync(MockClient.Chat($"malformed-{words}", "one two three", Stream));

        var bad = events.FindIndex(static data => data != "[DONE]" && !IsJson(data));
        bad.ShouldBe(1 + Math.Min(words, 3));
        events.RemoveAt(bad);
        events.ShouldAllBe(static data => data == "[DONE]" || IsJson(data));
        MockClient.Text(events).ShouldBe("one two three");
        events[^2].ShouldContain("\"finish_reason\":\"stop\"");
        events[^1].ShouldBe("[DONE]");
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "one two")]
    public async Task Stall_says_so_many_words_and_no_more(int words, string said)
    {
        var time = new StepTime();
        using var mock = new MockClient(time);
        using var response = await mock.ChatAsync($"stall-{words}", "one two three", Stream);
        var (events, _) = await MockClient.ReadEventsAsync(response, atMost: 1 + words);
        Begun(events, said);

        var stream = await response.Content.ReadAsStreamAsync();
        var next = stream.ReadAsync(new byte[1]).AsTask();
        time.Advance(TimeSpan.FromDays(30));
        await Task.Delay(50);

        next.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Pieces_of_arguments_count_as_words()
    {
        const string Tools = ""","stream":true,"tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","required":["x"],"properties":{"x":{"const":"some long constant"}}}}}]""";
        using var response = await _mock.ChatAsync("cut-2", "call a", Tools);
        var (events, failure) = await MockClient.ReadEventsAsync(response);

        events.Count.ShouldBe(3);
        events[1].ShouldContain("\"name\":\"a\"");
        events[2].ShouldContain("{\\\"x\\\":");
        failure.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("cut-3", typeof(HttpIOException))]
    [InlineData("end-3", null)]
    public async Task Plain_json_is_cut_in_its_middle(string model, Type? expected)
    {
        using var whole = await _mock.ChatAsync("echo", "one two three");
        var length = (await whole.Content.ReadAsByteArrayAsync()).Length;
        using var response = await _mock.ChatAsync(model, "one two three");
        var (read, failure) = await ReadAsync(response);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        if (expected is null)
        {
            failure.ShouldBeNull();
            response.Content.Headers.ContentLength.ShouldBeNull();
        }
        else
        {
            failure.ShouldBeOfType(expected);
            response.Content.Headers.ContentLength.ShouldBe(length + model.Length - "echo".Length);
        }

        read.Length.ShouldBeInRange(1, length - 1);
        read.ShouldStartWith("{\"id\"");
        IsJson(read).ShouldBeFalse();
    }

    [Fact]
    public async Task Plain_json_stalls_in_its_middle()
    {
        using var gone = new CancellationTokenSource();
        using var response = await _mock.ChatAsync("stall-1", "one two three", "", gone.Token);
        var reading = ReadAsync(response);
        await Task.Delay(50);
        reading.IsCompleted.ShouldBeFalse();

        await gone.CancelAsync();
        var (read, failure) = await reading;

        failure.ShouldBeAssignableTo<OperationCanceledException>();
        ((long)read.Length).ShouldBeLessThan(response.Content.Headers.ContentLength.ShouldNotBeNull());
    }

    [Fact]
    public async Task Plain_json_is_an_error_inside_the_200()
    {
        var answer = await _mock.JsonAsync(MockClient.Chat("fail-1", "one two three"));

        answer.GetProperty("error").GetProperty("type").GetString().ShouldBe("server_error");
    }

    [Fact]
    public async Task Plain_json_is_a_page()
    {
        using var response = await _mock.ChatAsync("malformed-1", "one two three");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        IsJson(await response.Content.ReadAsStringAsync()).ShouldBeFalse();
    }

    private static void Begun(List<string> events, string said)
    {
        events[0].ShouldContain("\"role\":\"assistant\"");
        MockClient.Text(events).ShouldBe(said);
        events.ShouldAllBe(static data => data.Contains("\"finish_reason\":null"));
    }

    private static async Task<(string Read, Exception? Failure)> ReadAsync(HttpResponseMessage response)
    {
        var read = new MemoryStream();
        Exception? failure = null;
        try
        {
            await (await response.Content.ReadAsStreamAsync()).CopyToAsync(read);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        return (Encoding.UTF8.GetString(read.ToArray()), failure);
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
