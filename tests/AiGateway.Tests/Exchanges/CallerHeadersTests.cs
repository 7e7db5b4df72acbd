using AiGateway.Exchanges;
using Microsoft.AspNetCore.Http;

namespace AiGateway.Tests.Exchanges;

public sealed class CallerHeadersTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("2m", 120_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("00:00:30", 30_000)]
    public void A_timeout_is_written_as_in_the_configuration(string text, double milliseconds)
    {
        using var exchange = Apply("x-aigateway-timeout", text);

        exchange.TimeoutAsked.ShouldNotBeNull().TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("30")]
    [InlineData("24:00:00")]
    [InlineData("25h")]
    [InlineData("")]
    public void A_timeout_that_is_none_is_refused(string text) => RefusedFor("x-aigateway-timeout", text);

    [Theory]
    [InlineData("fast", "fast")]
    [InlineData(" fast ,openai/gpt-4o-mini", "fast|openai/gpt-4o-mini")]
    [InlineData("a,b,c,d,e", "a|b|c|d|e")]
    [InlineData("a,a", "a|a")]
    public void Fallbacks_are_names_separated_by_commas(string text, string names)
    {
        using var exchange = Apply("x-aigateway-fallbacks", text);

        exchange.FallbacksAsked.ShouldBe(names.Split('|'));
    }

    [Fact]
    public void Fallbacks_of_two_lines_are_one_list()
    {
        using var exchange = Apply("x-aigateway-fallbacks", "a", "b");

        exchange.FallbacksAsked.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Without_the_headers_nothing_is_asked()
    {
        using var exchange = Apply("x-other", "a");

        exchange.FallbacksAsked.ShouldBeEmpty();
        exchange.TimeoutAsked.ShouldBeNull();
    }

    [Fact]
    public void The_longest_name_is_taken_and_a_longer_one_refused()
    {
        using var exchange = Apply("x-aigateway-fallbacks", new string('n', 256));
        exchange.FallbacksAsked.ShouldHaveSingleItem().Length.ShouldBe(256);

        RefusedFor("x-aigateway-fallbacks", new string('n', 257));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",a")]
    [InlineData("a,,b")]
    [InlineData("a,")]
    [InlineData("a,b,c,d,e,f")]
    [InlineData("a\u0001b")]
    [InlineData("a,b\u007F")]
    public void Fallbacks_that_are_none_are_refused(string text) => RefusedFor("x-aigateway-fallbacks", text);

    private static Exchange Apply(string name, params string[] values)
    {
        var exchange = New();
        CallerHeaders.Apply(exchange, new HeaderDictionary { [name] = values }).ShouldBeNull();
        return exchange;
    }

    private static void RefusedFor(string name, string value)
    {
        using var exchange = New();
        var error = CallerHeaders.Apply(exchange, new HeaderDictionary { [name] = value }).ShouldNotBeNull();

        (error.Code, error.Param).ShouldBe(("invalid_header", name));
        (exchange.TimeoutAsked, exchange.FallbacksAsked.Count).ShouldBe((null, 0));
    }

    /// <summary>An exchange of which nothing but what the headers set is looked at.</summary>
    private static Exchange New() => new("req_0", null!, Caller.Loopback, null!, TimeProvider.System) { Gate = null! };
}
