using AiGateway.Configuration.Reading;

namespace AiGateway.Tests.Configuration;

public sealed class FractionTests
{
    [Theory]
    [InlineData("0", "Whole", 0)]
    [InlineData("1", "Whole", 1)]
    [InlineData("1.0", "AboveZero", 1)]
    [InlineData("0.000000001", "Between", 1e-9)]
    [InlineData("0.999999999", "Between", 0.999999999)]
    [InlineData("00.5", "Between", 0.5)]
    public void What_is_plain_is_read(string text, string bounds, double fraction)
    {
        Fractions.TryRead(text, Enum.Parse<Bounds>(bounds), out var read).ShouldBeNull();
        read.ShouldBe(fraction);
    }

    [Theory]
    [InlineData("0", "AboveZero", "above 0, and 1 at most")]
    [InlineData("0.0", "Between", "above 0 and below 1")]
    [InlineData("1", "Between", "above 0 and below 1")]
    [InlineData("1.000000001", "Whole", "from 0 to 1")]
    [InlineData("5%", "Whole", "5% is 0.05")]
    [InlineData("-0.5", "Whole", "from 0 to 1")]
    [InlineData("+0.5", "Whole", "no share")]
    [InlineData("5e-1", "Whole", "no exponent")]
    [InlineData("0,5", "Whole", "no share")]
    [InlineData(".5", "Whole", "no share")]
    [InlineData("0.", "Whole", "no share")]
    [InlineData("0.1234567891", "Whole", "nine decimals")]
    [InlineData("NaN", "Whole", "no share")]
    [InlineData("٠.٥", "Whole", "no share")]
    [InlineData("0.5\n", "Whole", "no share")]
    [InlineData("1000000000", "Whole", "no share")]
    public void What_is_not_is_refused_with_its_bounds(string text, string bounds, string says) =>
        Fractions.TryRead(text, Enum.Parse<Bounds>(bounds), out _).ShouldNotBeNull().ShouldContain(says);
}
