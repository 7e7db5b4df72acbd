using AiGateway.Configuration;

namespace AiGateway.Tests.Configuration;

public sealed class ModelPatternTests
{
    [Theory]
    [InlineData("gpt-4o", "gpt-4o", true)]
    [InlineData("gpt-4o", "GPT-4o", false)]
    [InlineData("gpt-*", "gpt-4o", true)]
    [InlineData("gpt-*", "gpt-", true)]
    [InlineData("gpt-*", "xgpt-4", false)]
    [InlineData("*", "anything", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("*-latest", "mistral-latest", true)]
    public void A_star_stands_for_any_text(string pattern, string name, bool matches) => new ModelPattern(pattern).Matches(name).ShouldBe(matches);

    [Theory]
    [InlineData("gpt-*", "gpt-4o", true)]
    [InlineData("gpt-*", "gpt-4*", true)]
    [InlineData("gpt-*", "*-mini", true)]
    [InlineData("gpt-*", "claude-*", false)]
    [InlineData("*-mini", "*-nano", false)]
    [InlineData("fast", "fast", true)]
    [InlineData("fast", "slow", false)]
    public void Overlap_is_a_name_both_match(string a, string b, bool overlaps)
    {
        new ModelPattern(a).Overlaps(new ModelPattern(b)).ShouldBe(overlaps);
        new ModelPattern(b).Overlaps(new ModelPattern(a)).ShouldBe(overlaps);
    }

    [Theory]
    [InlineData("gpt-*", "gpt-4o", "*", "gpt-4o")]
    [InlineData("my-*", "my-4o", "gpt-*", "gpt-4o")]
    [InlineData("my-*-x", "my-4o-x", "gpt-*-mini", "gpt-4o-mini")]
    [InlineData("gpt-*", "gpt-4o", "fixed", "fixed")]
    [InlineData("fast", "fast", "gpt-4o", "gpt-4o")]
    public void The_upstream_name_takes_the_whole_name_or_what_the_star_matched(string pattern, string name, string target, string upstream) =>
        new ModelPattern(pattern).Upstream(name, target).ShouldBe(upstream);

    [Fact]
    public void Two_stars_are_refused() => Should.Throw<ArgumentException>(() => new ModelPattern("a*b*"));
}
