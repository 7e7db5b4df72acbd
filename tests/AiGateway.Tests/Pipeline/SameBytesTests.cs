using System.Text;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Pipeline;

/// <summary>Where caller and provider speak the same format, the bytes go through as they came, both ways.</summary>
public class SameBytesTests
{
    private const string Odd = """
         {  "temperature" : 1.0e0,"messages":[ {"role":"user" , "content":"Gr\u00fc\u00DFe \/ \"x\" 🚀"} ],
            "x_new_field": { "b":1, "a":[1.50, 2e+3, -0.0] },"model"  :  "pool" , "user":"\u0061"  }
        """;

    [Fact]
    public async Task Only_the_models_name_is_replaced_in_a_request()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        provider.Strict = false;
        await using var gateway = await Pools.StartAsync(provider);

        (await gateway.PostAsync("/v1/chat/completions", Odd)).IsSuccessStatusCode.ShouldBeTrue();

        provider.Requests[0].Body.ShouldBe(Encoding.UTF8.GetBytes(Odd.Replace("\"pool\"", "\"gpt-4o-mini\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_request_for_the_very_model_is_not_touched_at_all()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        provider.Strict = false;
        await using var gateway = await TestGateway.StartAsync(Config.For(provider, new Dictionary<string, object> { ["gpt-*"] = "up/*" }));
        var body = Odd.Replace("\"pool\"", "\"gpt-4o-mini\"", StringComparison.Ordinal);

        (await gateway.PostAsync("/v1/chat/completions", body)).IsSuccessStatusCode.ShouldBeTrue();

        provider.Requests[0].Body.ShouldBe(Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public async Task A_model_name_written_with_escapes_is_the_same_name()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        var body = """{"messages":[{"role":"user","content":"Hello"}],"model":"p\u006fol"}""";

        (await gateway.PostAsync("/v1/chat/completions", body)).IsSuccessStatusCode.ShouldBeTrue();

        provider.Requests[0].BodyText.ShouldBe(body.Replace("p\\u006fol", "gpt-4o-mini", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_comes_back_byte_by_byte()
    {
        var stream = ": hello\n\n" + OpenAIFrames.Role + "id: 7\nevent: odd.thing\ndata: {\"choices\":[],\"x\":1.50}\n\n"
            + OpenAIFrames.Content("Grüße 🚀").Replace("\"delta\"", "\"new_field\" : {\"a\":1} ,  \"delta\"", StringComparison.Ordinal)
            + "data:{\"no\":\"space\"}\n\n" + OpenAIFrames.Finish
            + "data: {\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}\n\n" + OpenAIFrames.Done;
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        foreach (var size in new[] { 1 << 20, 50, 7 })
        {
            provider.Next(Fault.Frames(stream).SplitInto(size));

            var response = await gateway.ChatAsync(Pools.Model, stream: true);

            (await response.Content.ReadAsByteArrayAsync()).ShouldBe(Encoding.UTF8.GetBytes(stream));
            (await gateway.WaitForRequestLogAsync(response)).ShouldContain("PromptTokens=7 CompletionTokens=3");
        }
    }

    [Fact]
    public async Task A_plain_answer_comes_back_byte_by_byte()
    {
        const string Body = """ { "choices" : [ {"index":0,"message":{"role":"assistant","content":"Gr\u00fc\u00dfe"},"x":1.50,"finish_reason":"stop"} ],"new":{"b":1,"a":2}, "usage":{"prompt_tokens":7,"completion_tokens":3} } """;
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        foreach (var size in new[] { 1 << 20, 13 })
        {
            provider.Next(Fault.Body(200, Body).SplitInto(size));

            var response = await gateway.ChatAsync(Pools.Model);

            (await response.Content.ReadAsStringAsync()).ShouldBe(Body);
            response.Content.Headers.ContentLength.ShouldBe(Encoding.UTF8.GetByteCount(Body));
            (await gateway.WaitForRequestLogAsync(response)).ShouldContain("PromptTokens=7 CompletionTokens=3");
        }
    }

    [Fact]
    public async Task Every_attempt_starts_from_the_pristine_request()
    {
        await using var first = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var second = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var third = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var fourth = await FakeProvider.StartAsync(Dialect.Gemini);
        await using var gateway = await Pools.StartAsync(first, second, third, fourth);
        first.Always(Fault.Status(500));
        second.Always(Fault.Status(503));
        third.Always(Fault.Status(500));
        var body = """{"model":"pool","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Grüße"}],"temperature":0.25}""";

        var response = await gateway.PostAsync("/v1/chat/completions", body);

        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        second.Requests[0].BodyText.ShouldBe(first.Requests[0].BodyText);
        third.Requests[0].BodyText.ShouldBe(body.Replace("\"pool\"", "\"gpt-4o-mini\"", StringComparison.Ordinal));
        fourth.Requests[0].Json.GetProperty("contents")[0].GetProperty("parts")[0].GetProperty("text").GetString().ShouldBe("Grüße");
        fourth.Requests[0].Json.GetProperty("systemInstruction").ToString().ShouldContain("Be brief.");
    }

    [Fact]
    public async Task Nothing_of_the_callers_head_reaches_a_provider()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);

        await gateway.ChatAsync(
            Pools.Model, "Hello", false,
            ("Cookie", "a=b"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("baggage", "x=y"), ("x-aigateway-user", "anna"), ("OpenAI-Organization", "org-mine"), ("Accept-Encoding", "gzip"));

        provider.Requests[0].Headers.Select(header => header.Key.ToLowerInvariant()).Order().ShouldBe(
            ["accept", "accept-encoding", "authorization", "content-length", "content-type", "host", "user-agent"]);
        provider.Requests[0].Header("accept-encoding").ShouldBe("identity");
        provider.Requests[0].Key.ShouldBe(provider.Key);
    }
}
