using AiGateway.Sharing;
using AiGateway.Tests.Configuration;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Sharing;

/// <summary>What may be written for Redis, and that nothing of it is repeated where it may not.</summary>
public sealed class RedisReadingTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("redis")]
    [InlineData("redis:6379")]
    [InlineData("redis-1:6379,redis-2:6379,password=s3cret,ssl=true,defaultDatabase=2")]
    public void A_connection_string_of_the_client_is_taken(string text) => RedisText.ProblemOf(text).ShouldBeNull();

    [Theory]
    [InlineData("redis://:topsecret@host:6379", "an address of the form redis://")]
    [InlineData("host:6379,user=me,password=topsecret", "knows no user names")]
    [InlineData("host:6379,serviceName=main,password=topsecret", "knows no Sentinel")]
    [InlineData("host:6379,password=topsecret,allowAdmin=true", "allowAdmin")]
    [InlineData("password=topsecret", "No host is named")]
    [InlineData("host:6379,topsecret=1", "cannot read")]
    [InlineData("host:6379,ssl=topsecret", "cannot read")]
    public void What_cannot_work_is_refused_without_repeating_it(string text, string words)
    {
        var refused = TestGateway.RefusedStart(new { ConnectionStrings = new { Redis = text } });

        refused.ShouldContain("ConnectionStrings:Redis");
        refused.ShouldContain(words);
        refused.ShouldNotContain("topsecret");
    }

    [Fact]
    public void It_may_be_a_reference()
    {
        _bench.Variables["REDIS"] = "redis:6379,password=s3cret";

        _bench.Sound("""{ "ConnectionStrings": { "Redis": "env:REDIS" } }""").Redis!.Reveal().ShouldBe("redis:6379,password=s3cret");
        _bench.Sound("{}").Redis.ShouldBeNull();
    }

    [Theory]
    [InlineData("redis:6379", 0)]
    [InlineData("redis:6379,password=s3cret", 1)]
    public void A_password_written_out_is_worth_a_warning_and_an_address_is_not(string text, int warnings) =>
        _bench.Sound($$"""{ "ConnectionStrings": { "Redis": "{{text}}" } }""").Warnings.Count.ShouldBe(warnings);

    [Theory]
    [InlineData("shop", true)]
    [InlineData("shop:eu-1.a_b", true)]
    [InlineData("shop*", false)]
    [InlineData("a b", false)]
    [InlineData("{shop}", false)]
    [InlineData("", false)]
    public void A_prefix_is_a_name(string prefix, bool isSound)
    {
        var json = ConfigBench.Gateway($"\"RedisPrefix\": \"{prefix}\"");
        if (isSound)
        {
            _bench.Sound(json).RedisPrefix.ShouldBe(prefix);
        }
        else
        {
            _bench.Problem(json).Path.ShouldBe("Gateway:RedisPrefix");
        }
    }
}
