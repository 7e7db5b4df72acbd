using System.Diagnostics;
using System.Net;
using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;

namespace AiGateway.Clients.Fakes;

/// <summary>Which answer a request gets, what is recorded of it, and how a fake ends.</summary>
public sealed class FakeProviderTests
{
    [Fact]
    public async Task A_rule_goes_before_the_queue_and_the_queue_before_the_standing_answer()
    {
        await using var fake = (await FakeProvider.StartAsync(Dialect.OpenAI))
            .Always(FakeAnswer.Text("always"))
            .Next(FakeAnswer.Text("next"))
            .When(request => request.BodyText.Contains("special", StringComparison.Ordinal), FakeAnswer.Text("rule"));
        (await TextAsync(fake, "special")).ShouldBe("rule");
        (await TextAsync(fake, "plain")).ShouldBe("next");
        (await TextAsync(fake, "plain")).ShouldBe("always");
        fake.ResetScript();
        (await TextAsync(fake, "plain")).ShouldBe("plain");
    }

    [Fact]
    public async Task A_refused_request_takes_nothing_from_the_queue()
    {
        await using var fake = (await FakeProvider.StartAsync(Dialect.OpenAI)).Next(FakeAnswer.Text("kept"));
        using var refused = await FakeHttp.PostAsync(fake, "/v1/chat/completions", """{"model":"gpt-4o"}""");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await TextAsync(fake, "x")).ShouldBe("kept");
    }

    [Fact]
    public async Task Disposing_ends_all_connections_at_once()
    {
        var fake = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(Fault.Silent);
        var calls = Enumerable.Range(0, 20).Select(_ => FakeHttp.ChatAsync(fake)).ToList();
        await fake.WaitForRequestAsync(20);
        var clock = Stopwatch.StartNew();
        await fake.DisposeAsync();
        foreach (var call in calls)
        {
            await Should.ThrowAsync<HttpRequestException>(() => call);
        }

        clock.ElapsedMilliseconds.ShouldBeLessThan(1000);
        fake.Requests.ShouldAllBe(request => request.AbortedAt == null);
    }

    [Fact]
    public async Task A_fake_comes_back_on_its_port()
    {
        int port;
        await using (var first = await FakeProvider.StartAsync(Dialect.OpenAI))
        {
            port = first.Port;
            (await TextAsync(first, "x")).ShouldBe("x");
        }

        await using var second = await FakeProvider.StartAsync(Dialect.OpenAI, port);
        (await TextAsync(second, "y")).ShouldBe("y");
    }

    [Fact]
    public async Task Headers_keep_their_order_spelling_and_doubles()
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        using var connection = await RawClient.ConnectAsync(fake.Port);
        for (var round = 1; round <= 3; round++)
        {
            await connection.WriteAsync(FakeHttp.Raw(fake, "X-B: 1\r\nx-A: 2\r\nX-b: 3\r\n"));
            (await connection.ReadMessageAsync()).Status.ShouldBe(200);
            var request = await fake.WaitForRequestAsync(round);
            request.Headers.Select(header => header.Key).ShouldBe(["Host", "X-B", "x-A", "X-b", "authorization", "content-type", "Content-Length"]);
            request.HeaderValues("x-b").ShouldBe(["1", "3"]);
            request.ConnectionId.ShouldBe(fake.Requests[0].ConnectionId);
        }

        fake.ConnectionsSeen.ShouldBe(1);
    }

    [Fact]
    public async Task Many_requests_at_once_are_all_recorded_and_answered_each_by_its_own()
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        var texts = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => TextAsync(fake, $"call {i}")));
        texts.ShouldBe(Enumerable.Range(0, 200).Select(i => $"call {i}"));
        fake.Requests.Select(request => request.Number).ShouldBe(Enumerable.Range(1, 200));
    }

    [Fact]
    public async Task Every_one_of_many_aborts_is_seen()
    {
        const int Callers = 200;
        await using var fake = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(Fault.Silent);
        using var patience = new CancellationTokenSource();
        var calls = Enumerable.Range(0, Callers).Select(_ => FakeHttp.ChatAsync(fake, cancellation: patience.Token)).ToList();
        await fake.WaitForRequestAsync(Callers);
        await patience.CancelAsync();
        foreach (var call in calls)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => call);
        }

        await Task.WhenAll(fake.Requests.Select(request => request.Aborted)).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Under_load_nothing_need_be_kept()
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        fake.KeepsRequests = false;
        (await TextAsync(fake, "gone")).ShouldBe("gone");
        fake.KeepsRequests = true;
        (await TextAsync(fake, "kept")).ShouldBe("kept");
        fake.Requests.ShouldHaveSingleItem().Number.ShouldBe(2);
        fake.HeadsSeen.ShouldBe(2);
    }

    [Fact]
    public async Task An_unknown_path_is_answered_where_it_is_scripted_verbatim()
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        fake.When(request => request.Path == "/v1/moderations", Fault.Body(200, """{"results":[]}"""));
        using var scripted = await FakeHttp.PostAsync(fake, "/v1/moderations", "{}");
        (await scripted.Content.ReadAsStringAsync()).ShouldBe("""{"results":[]}""");
        using var unknown = await FakeHttp.PostAsync(fake, "/v1/images", "{}");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<string> TextAsync(FakeProvider fake, string text)
    {
        var body = JsonSerializer.Serialize(new { model = "gpt-4o-mini", messages = new[] { new { role = "user", content = text } } });
        using var answer = await FakeHttp.PostAsync(fake, "/v1/chat/completions", body);
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }
}
