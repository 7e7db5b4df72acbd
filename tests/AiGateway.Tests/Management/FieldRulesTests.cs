using AiGateway.Management;

namespace AiGateway.Tests.Management;

/// <summary>What fields may hold.</summary>
public sealed class FieldRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 17, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("shop", "shop")]
    [InlineData("  shop  ", "shop")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [InlineData("Grüße 🐌 東京", "Grüße 🐌 東京")]
    [InlineData("' OR 1=1; --", "' OR 1=1; --")]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("a\nb", null)]
    [InlineData("a\0b", null)]
    [InlineData("a\u001bb", null)]
    [InlineData("a\u0085b", null)]
    [InlineData("a\u2028b", null)]
    [InlineData("a\u202eb", null)]
    [InlineData("a\u200bb", null)]
    [InlineData("a\ufffdb", null)]
    public void Names_are_what_can_be_seen(string text, string? name) => Outcome(() => FieldRules.Name("name", text)).ShouldBe(name);

    [Fact]
    public void Half_a_character_is_none() => Outcome(() => FieldRules.Name("name", "a" + (char)0xd800)).ShouldBeNull();

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Names_are_bounded(int length, bool isOne) => (Outcome(() => FieldRules.Name("name", new string('x', length))) is not null).ShouldBe(isOne);

    [Theory]
    [InlineData("web", true)]
    [InlineData("Web-2.a_b", true)]
    [InlineData("", false)]
    [InlineData("-web", false)]
    [InlineData("we b", false)]
    [InlineData("../web", false)]
    [InlineData("wéb", false)]
    [InlineData("123", false)]
    [InlineData("web\n", false)]
    public void Ids_are_plain(string id, bool isOne) => (Outcome(() => FieldRules.Id("id", id)) is not null).ShouldBe(isOne);

    [Theory]
    [InlineData("gpt-*", true)]
    [InlineData("*", true)]
    [InlineData("openai/gpt-4o", true)]
    [InlineData("llama3:8b", true)]
    [InlineData("a*b*", false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a\u200bb", false)]
    [InlineData("a\rb", false)]
    public void Patterns_are_those_of_the_configuration(string pattern, bool isOne) => (Outcome(() => FieldRules.Models("models", [pattern])) is not null).ShouldBe(isOne);

    [Theory]
    [InlineData("team:web", true)]
    [InlineData("a,b", false)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    [InlineData("ü", false)]
    [InlineData(null, false)]
    public void Tags_are_words(string? tag, bool isOne) => (Outcome(() => FieldRules.Tags("tags", [tag])) is not null).ShouldBe(isOne);

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("2001:DB8:0::/32", "2001:db8::/32")]
    [InlineData("::1", "::1/128")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("10.1.0.0/8", null)]
    [InlineData("10.0.0.0/33", null)]
    [InlineData("10.0.0.0/-1", null)]
    [InlineData("10.0.0.0/", null)]
    [InlineData("10.1", null)]
    [InlineData("0x7f.1", null)]
    [InlineData("fe80::1%2", null)]
    [InlineData("::ffff:10.0.0.1", null)]
    [InlineData("localhost", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Networks_are_written_in_one_way(string? text, string? network) => Outcome(() => FieldRules.Networks("networks", [text]).Single()).ShouldBe(network);

    [Fact]
    public void Lists_are_bounded_and_have_each_entry_once()
    {
        FieldRules.Tags("tags", ["a", "b", "a"]).ShouldBe(["a", "b"]);
        FieldRules.Models("models", ["gpt-*", "gpt-*"]).ShouldBe(["gpt-*"]);
        FieldRules.Networks("networks", ["10.0.0.1", "10.0.0.1/32"]).ShouldBe(["10.0.0.1/32"]);
        FieldRules.Surfaces("surfaces", ["chat", "chat"], ["chat", "models"]).ShouldBe(["chat"]);

        Outcome(() => FieldRules.Tags("tags", [.. Enumerable.Range(0, 33).Select(i => $"t{i}")])).ShouldBeNull();
        Outcome(() => FieldRules.Models("models", [.. Enumerable.Range(0, 257).Select(i => $"m{i}")])).ShouldBeNull();
        Outcome(() => FieldRules.Networks("networks", [.. Enumerable.Range(0, 257).Select(i => $"10.0.{i / 256}.{i % 256}")])).ShouldBeNull();
        Outcome(() => FieldRules.Surfaces("surfaces", ["admin"], ["chat", "models"])).ShouldBeNull();
    }

    [Fact]
    public void An_end_is_yet_to_come()
    {
        FieldRules.Expiry("expiresAt", null, Now).ShouldBeNull();
        FieldRules.Expiry("expiresAt", Now.AddSeconds(1).ToOffset(TimeSpan.FromHours(5)), Now).ShouldBe(Now.AddSeconds(1));
        Should.Throw<ManagementException>(() => FieldRules.Expiry("expiresAt", Now, Now));
        FieldRules.NewExpiry("expiresAt", Now.AddDays(-1), Now.AddDays(-1), Now).ShouldBe(Now.AddDays(-1), "one that is past already may be named again");
        Should.Throw<ManagementException>(() => FieldRules.NewExpiry("expiresAt", Now.AddDays(-2), Now.AddDays(-1), Now));
    }

    [Theory]
    [InlineData("gpt-*", "gpt-4*", true)]
    [InlineData("gpt-*", "gpt-4o", true)]
    [InlineData("gpt-*", "gpt-*", true)]
    [InlineData("gpt-*", "gpt-", true)]
    [InlineData("gpt-*", "*", false)]
    [InlineData("gpt-*", "gpt*", false)]
    [InlineData("gpt-4o", "gpt-4o", true)]
    [InlineData("gpt-4o", "gpt-4*", false)]
    [InlineData("gpt-4o", "GPT-4o", false)]
    [InlineData("*", "anything", true)]
    [InlineData("*-mini", "gpt-*-mini", true)]
    [InlineData("*-mini", "gpt-*", false)]
    [InlineData("a*b", "a*b", true)]
    [InlineData("a*b", "ab", true)]
    [InlineData("ab*bc", "abc", false)]
    [InlineData("ab*bc", "ab*c", false)]
    [InlineData("ab*bc", "abx*xbc", true)]
    public void One_pattern_covers_another_where_all_its_names_match(string wide, string narrow, bool covers)
    {
        ModelScope.Covers([wide], [narrow]).ShouldBe(covers);
        (ModelScope.Beyond(["nothing", wide], [narrow]) is null).ShouldBe(covers);

        // Held against matching itself, over all short names.
        if (covers)
        {
            var (outer, inner) = (new AiGateway.Configuration.ModelPattern(wide), new AiGateway.Configuration.ModelPattern(narrow));
            foreach (var middle in (string[])["", "x", "b", "-mini", "4", "bc"])
            {
                var name = narrow.Replace("*", middle, StringComparison.Ordinal);
                inner.Matches(name).ShouldBeTrue();
                outer.Matches(name).ShouldBeTrue(name);
            }
        }
    }

    [Fact]
    public void An_empty_list_allows_all()
    {
        ModelScope.Covers([], ["a"]).ShouldBeTrue();
        ModelScope.Covers([], []).ShouldBeTrue();
        ModelScope.Covers(["a"], []).ShouldBeFalse("all is more than some");
        ModelScope.Beyond(["a"], []).ShouldBeNull("a list that names nothing is narrowed at run time");
    }

    private static object? Outcome(Func<object?> rule)
    {
        try
        {
            return rule();
        }
        catch (ManagementException exception)
        {
            exception.Kind.ShouldBe(ManagementErrorKind.Invalid);
            exception.Field.ShouldNotBeNull();
            return null;
        }
    }
}
