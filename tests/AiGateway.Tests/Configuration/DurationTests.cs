using AiGateway.Configuration;

namespace AiGateway.Tests.Configuration;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0s", 0)]
    [InlineData("00:00:30", 30_000)]
    [InlineData("1:02:03", 3_723_000)]
    [InlineData("23:59:59", 86_399_000)]
    [InlineData("24h", 86_400_000)]
    public void What_is_plain_is_read(string text, double milliseconds)
    {
        Durations.TryRead(text, out var duration).ShouldBeNull();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("30", "has no unit")]
    [InlineData("24:00:00", "as days")]
    [InlineData("90:00:00", "as days")]
    [InlineData("00:60:00", "go up to 59")]
    [InlineData("25h", "longest duration")]
    [InlineData("999999999h", "longest duration")]
    [InlineData("10:00", "is no duration")]
    [InlineData("1.00:00:00", "is no duration")]
    [InlineData("1d", "is no duration")]
    [InlineData("1.5s", "is no duration")]
    [InlineData("-1s", "is no duration")]
    [InlineData("30S", "is no duration")]
    [InlineData("30 s", "is no duration")]
    [InlineData("30s\n", "is no duration")]
    [InlineData("1h30m", "is no duration")]
    [InlineData("٣s", "is no duration")]
    [InlineData("PT30S", "is no duration")]
    public void What_could_be_misread_is_refused(string text, string says) => Durations.TryRead(text, out _).ShouldNotBeNull().ShouldContain(says);

    [Theory]
    [InlineData("90d", 90)]
    [InlineData("36500d", 36_500)]
    [InlineData("12h", 0.5)]
    [InlineData("0d", 0)]
    public void Days_are_read_where_they_make_sense(string text, double days)
    {
        Durations.TryReadDays(text, out var duration).ShouldBeNull();
        duration.TotalDays.ShouldBe(days);
    }

    [Theory]
    [InlineData("36501d", "36500d")]
    [InlineData("999999d", "36500d")]
    [InlineData("48h", "90d")]
    [InlineData("90", "90d")]
    [InlineData("1.5d", "90d")]
    [InlineData("90D", "90d")]
    [InlineData("90d\n", "90d")]
    public void Days_that_could_be_misread_are_refused(string text, string says) => Durations.TryReadDays(text, out _).ShouldNotBeNull().ShouldContain(says);
}
