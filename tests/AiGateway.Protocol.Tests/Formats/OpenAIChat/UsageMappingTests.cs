using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

public class UsageMappingTests : OpenAIChatTestBase
{
    public static TheoryData<string, string, TokenUsage> Usages => new()
    {
        {
            "OpenAI: cached and reasoning are inside",
            """{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":10},"completion_tokens_details":{"reasoning_tokens":30}}""",
            new TokenUsage { Input = 30, CacheRead = 60, CacheWrite = 10, Output = 20, Reasoning = 30 }
        },
        {
            "audio on both sides",
            """{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":{"audio_tokens":60},"completion_tokens_details":{"audio_tokens":40}}""",
            new TokenUsage { Input = 40, AudioInput = 60, Output = 10, AudioOutput = 40 }
        },
        {
            "DeepSeek's own cache names",
            """{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":36}""",
            new TokenUsage { Input = 36, CacheRead = 64, Output = 20 }
        },
        {
            "the details win over the older name, even at 0",
            """{"prompt_tokens":100,"completion_tokens":1,"prompt_cache_hit_tokens":64,"prompt_tokens_details":{"cached_tokens":0}}""",
            new TokenUsage { Input = 100, Output = 1 }
        },
        {
            "xAI: the total shows that reasoning is left out",
            """{"prompt_tokens":32,"completion_tokens":9,"total_tokens":135,"completion_tokens_details":{"reasoning_tokens":94}}""",
            new TokenUsage { Input = 32, Output = 9, Reasoning = 94 }
        },
        {
            "the total shows that the cache is left out",
            """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":95,"prompt_tokens_details":{"cached_tokens":80}}""",
            new TokenUsage { Input = 10, CacheRead = 80, Output = 5 }
        },
        {
            "the total shows that both are left out",
            """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":102,"prompt_tokens_details":{"cached_tokens":80},"completion_tokens_details":{"reasoning_tokens":7}}""",
            new TokenUsage { Input = 10, CacheRead = 80, Output = 5, Reasoning = 7 }
        },
        {
            "Gemini's endpoint: thoughts are in the total alone",
            """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":215}""",
            new TokenUsage { Input = 10, Output = 5, Reasoning = 200 }
        },
        {
            "more cached than there was is cut down",
            """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":80}}""",
            new TokenUsage { CacheRead = 10, Output = 5 }
        },
        {
            "more reasoning than there was is cut down",
            """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"completion_tokens_details":{"reasoning_tokens":9}}""",
            new TokenUsage { Input = 10, Reasoning = 5 }
        },
        { "prompt and total alone", """{"prompt_tokens":10,"total_tokens":15}""", new TokenUsage { Input = 10, Output = 5 } },
        { "a negative and a fraction count as nothing", """{"prompt_tokens":-3,"completion_tokens":1.5}""", new TokenUsage { IsSuspect = true } },
    };

    [Theory]
    [MemberData(nameof(Usages))]
    public void Overlapping_counts_become_disjoint(string why, string json, TokenUsage expected) =>
        UsageMapping.Read(JsonElement.Parse(json), OpenAIChatQuirks.OpenAI).ShouldBe(expected, why);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"prompt_tokens":null,"cost":0.1}""")]
    public void What_counts_nothing_is_no_usage(string json) =>
        UsageMapping.Read(JsonElement.Parse(json), OpenAIChatQuirks.OpenAI).ShouldBeNull();

    [Fact]
    public void A_provider_known_to_leave_reasoning_out_need_not_give_a_total()
    {
        var usage = UsageMapping.Read(
            JsonElement.Parse("""{"prompt_tokens":32,"completion_tokens":90,"completion_tokens_details":{"reasoning_tokens":80}}"""), OpenAIChatDialects.XAI);
        usage.ShouldBe(new TokenUsage { Input = 32, Output = 90, Reasoning = 80 });
    }

    [Fact]
    public void Long_and_short_cache_writes_are_one_count_to_OpenAIs_callers()
    {
        var answer = new ChatAnswer { Usage = new TokenUsage { Input = 1, CacheRead = 2, CacheWrite = 3, CacheWriteLong = 4, Output = 5, Reasoning = 6 } };
        var usage = JsonElement.Parse(JsonText.Write(writer => new OpenAIChatFormat().WriteAnswer(answer, writer, AnswerContext()))).GetProperty("usage");
        usage.GetProperty("prompt_tokens").GetInt32().ShouldBe(10);
        usage.GetProperty("completion_tokens").GetInt32().ShouldBe(11);
        usage.GetProperty("total_tokens").GetInt32().ShouldBe(21);
        usage.GetProperty("prompt_tokens_details").GetProperty("cache_write_tokens").GetInt32().ShouldBe(7);
    }
}
