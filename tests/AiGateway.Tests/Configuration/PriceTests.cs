using AiGateway.Configuration.Reading;

namespace AiGateway.Tests.Configuration;

public sealed class PriceTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.0", 0)]
    [InlineData("3", 3_000_000)]
    [InlineData("0.15", 150_000)]
    [InlineData("0.000001", 1)]
    [InlineData("2.675", 2_675_000)]
    [InlineData("1.005000", 1_005_000)]
    [InlineData("100000", 100_000_000_000)]
    [InlineData("99999.999999", 99_999_999_999)]
    public void A_price_is_read_to_a_millionth(string text, long millionths)
    {
        Prices.TryRead(text, out var price).ShouldBeNull();
        price.ShouldBe(millionths);
    }

    [Theory]
    [InlineData("-1", "not negative")]
    [InlineData("+1", "no price")]
    [InlineData("1e-6", "without an exponent")]
    [InlineData("0.0000001", "more than six decimals")]
    [InlineData("0.1500000", "more than six decimals")]
    [InlineData("100000.000001", "out of range: 0 to 100000")]
    [InlineData("999999999", "out of range")]
    [InlineData("9999999999", "no price")]
    [InlineData("$3", "no price")]
    [InlineData("1,5", "no price")]
    [InlineData(".5", "no price")]
    [InlineData("1.", "no price")]
    [InlineData("NaN", "no price")]
    [InlineData("1\n", "no price")]
    public void What_is_none_is_refused(string text, string says) => Prices.TryRead(text, out _).ShouldNotBeNull().ShouldContain(says);
}
