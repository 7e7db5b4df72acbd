using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Gateway.Presets;

/// <summary>A request with nearly every option, as each vendor may get it; what a vendor refuses or ignores is kept from it and named.</summary>
public sealed class PresetRequestTests(PresetBench bench) : IClassFixture<PresetBench>
{
    /// <summary>The options that a vendor refuses or ignores, by the vendors' documents.</summary>
    private static readonly Dictionary<string, string[]> Refused = new(StringComparer.Ordinal)
    {
        ["groq"] = ["logprobs", "top_logprobs", "logit_bias", "n", "store", "prediction"],
        ["deepseek"] = ["n", "seed", "logit_bias", "store", "service_tier"],
        ["xai"] = ["logit_bias"],
        ["openrouter"] = [],
        ["together"] = ["logprobs", "top_logprobs"],
        ["fireworks"] = ["store"],
        ["ollama"] = ["n", "logit_bias", "tool_choice", "parallel_tool_calls", "store"],
        ["vllm"] = ["store"],
    };

    /// <summary>The options that every one of them takes.</summary>
    private static readonly string[] Taken = ["tools", "top_p", "stop", "frequency_penalty", "presence_penalty"];

    private static readonly string[] Asked =
    [
        "tools", "tool_choice", "parallel_tool_calls", "response_format", "max_completion_tokens", "temperature", "top_p", "seed", "stop",
        "frequency_penalty", "presence_penalty", "n", "logprobs", "top_logprobs", "logit_bias", "reasoning_effort", "verbosity", "safety_identifier",
        "prompt_cache_key", "service_tier", "store", "metadata", "modalities", "prediction", "web_search_options",
    ];

    /// <summary>Every preset.</summary>
    public static TheoryData<string> Presets => [.. PresetBench.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task What_is_refused_is_dropped_and_named(string preset)
    {
        var (sent, dropped) = await SendAsync(preset);
        foreach (var field in Refused[preset])
        {
            sent.TryGetProperty(field, out _).ShouldBeFalse(field);
            dropped.ShouldContain(field);
        }

        foreach (var field in Asked.Where(field => !Names(field).Any(name => sent.TryGetProperty(name, out _))))
        {
            dropped.ShouldContain(field, "nothing is dropped in silence");
        }

        foreach (var field in dropped.Where(field => !field.StartsWith("messages", StringComparison.Ordinal)))
        {
            Names(field).ShouldAllBe(name => !Has(sent, name), "what is named as dropped does not arrive");
        }

        foreach (var field in Taken)
        {
            sent.TryGetProperty(field, out _).ShouldBeTrue(field);
        }
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task The_limit_goes_by_the_vendor_s_name(string preset)
    {
        var (sent, _) = await SendAsync(preset);
        var (right, wrong) = preset is "groq" or "xai" ? ("max_completion_tokens", "max_tokens") : ("max_tokens", "max_completion_tokens");
        sent.GetProperty(right).GetInt32().ShouldBe(50);
        sent.TryGetProperty(wrong, out _).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task The_developer_is_the_system_where_vendors_know_no_developer(string preset)
    {
        var (sent, dropped) = await SendAsync(preset);
        var messages = sent.GetProperty("messages");
        messages[0].GetProperty("role").GetString().ShouldBe(preset == "openrouter" ? "developer" : "system");
        messages[0].GetProperty("content").ToString().ShouldContain("Be brief.");
        var user = messages[messages.GetArrayLength() - 1];
        user.TryGetProperty("name", out _).ShouldBe(preset != "groq");
        dropped.Contains("messages.name").ShouldBe(preset == "groq");
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task The_end_user_goes_where_there_is_a_field_for_it(string preset)
    {
        var (sent, dropped) = await SendAsync(preset);
        var can = preset is not ("deepseek" or "together" or "ollama");
        sent.TryGetProperty("safety_identifier", out _).ShouldBeFalse();
        sent.Text("user").ShouldBe(can ? "user-1" : null);
        dropped.Contains("safety_identifier").ShouldBe(!can);
    }

    [Fact]
    public async Task Groq_gets_a_temperature_above_zero_and_its_own_tier()
    {
        var (sent, _) = await SendAsync("groq");
        sent.GetProperty("temperature").GetDouble().ShouldBe(1e-8);
        sent.Text("service_tier").ShouldBe("on_demand");
    }

    [Fact]
    public async Task DeepSeek_gets_a_schema_in_words_and_an_effort_it_knows()
    {
        var (sent, _) = await SendAsync("deepseek");
        sent.GetProperty("response_format").Text("type").ShouldBe("json_object");
        sent.GetProperty("messages").ToString().ShouldContain("score");
        sent.Text("reasoning_effort").ShouldBe("high");
    }

    private static string[] Names(string field) => field switch
    {
        "max_completion_tokens" => ["max_completion_tokens", "max_tokens"],
        "safety_identifier" => ["safety_identifier", "user"],
        _ => [field],
    };

    private static bool Has(JsonElement element, string name) => element.TryGetProperty(name, out _);

    private async Task<(JsonElement Sent, IReadOnlyList<string> Dropped)> SendAsync(string preset)
    {
        bench.Vendor.ResetScript().Always(FakeAnswer.Text("fine"));
        var result = await bench.RunAsync(preset, "everything").Good();
        RecordedRequest request = bench.Vendor.Requests[^1];
        return (request.Json, result.Text("dropped")?.Split(',', StringSplitOptions.TrimEntries) ?? []);
    }
}
