using AiGateway.Tests.Health;
using AiGateway.Upstream;

namespace AiGateway.Tests.Upstream;

/// <summary>How long a provider asks to wait, in every way it may say so.</summary>
public sealed class RetryAfterTests
{
    private const string Day = "86400";

    private readonly HealthTime _time = new();

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "1")]
    [InlineData("20", "20")]
    [InlineData(" 20 ", "20")]
    [InlineData("0.25", "0.25")]
    [InlineData("1.5", "1.5")]
    [InlineData("3600", "3600")]
    [InlineData("86399", "86399")]
    [InlineData("999999", Day)]
    [InlineData("99999999999999999999999999", Day)]
    [InlineData("Fri, 20 Nov 2026 12:00:30 GMT", "30")]
    [InlineData("Friday, 20-Nov-26 12:00:30 GMT", "30")]
    [InlineData("Fri Nov 20 12:00:30 2026", "30")]
    [InlineData("Fri, 20 Nov 2026 11:59:00 GMT", "0")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", "0")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", Day)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData("1e3", null)]
    [InlineData("NaN", null)]
    [InlineData("Infinity", null)]
    [InlineData("1,5", null)]
    [InlineData("0x10", null)]
    [InlineData("10s", null)]
    [InlineData("20, 30", null)]
    public void Retry_after_is_seconds_or_a_date(string value, string? seconds) => Read(("retry-after", value)).ShouldBe(Seconds(seconds));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("250", "0.25")]
    [InlineData("12.5", "0.0125")]
    [InlineData("999999999999", Day)]
    public void Milliseconds_are_believed_before_seconds(string value, string seconds)
    {
        Read(("retry-after-ms", value), ("retry-after", "7")).ShouldBe(Seconds(seconds));
        Read(("retry-after", "7"), ("x-ms-retry-after-ms", value)).ShouldBe(Seconds(seconds));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    public void Senseless_milliseconds_leave_the_seconds(string value)
    {
        Read(("retry-after-ms", value), ("retry-after", "7")).ShouldBe(TimeSpan.FromSeconds(7));
        Read(("retry-after-ms", value)).ShouldBeNull();
    }

    [Fact]
    public void The_first_of_several_counts()
    {
        Read(("retry-after", "7"), ("retry-after", "9")).ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void None_is_none() => Read(("x-other", "7")).ShouldBeNull();

    private static TimeSpan? Seconds(string? seconds) =>
        seconds is null ? null : TimeSpan.FromSeconds(double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture));

    private TimeSpan? Read(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return RetryAfter.Read(response.Headers, _time);
    }
}
