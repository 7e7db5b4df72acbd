using AiGateway.Models;

namespace AiGateway.Tests.Models;

public class SnapshotNameTests
{
    [Theory]
    [InlineData("m-2024-07-18", "m")]
    [InlineData("m-20240718", "m")]
    [InlineData("m@20240718", "m")]
    [InlineData("m-09-2025", "m")]
    [InlineData("m-05-20", "m")]
    [InlineData("m-0613", "m")]
    [InlineData("m-001", "m")]
    [InlineData("m-latest", "m")]
    [InlineData("m-preview", "m")]
    [InlineData("gpt-4-0613", "gpt-4")]
    [InlineData("m-preview-05-20", "m-preview")]
    public void What_dates_a_name_is_cut_off(string name, string rest)
    {
        var span = name.AsSpan();

        SnapshotName.TryCut(ref span).ShouldBeTrue();
        span.ToString().ShouldBe(rest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-latest")]
    [InlineData("m-5")]
    [InlineData("m-4-1")]
    [InlineData("m-2411")]
    [InlineData("m-1332")]
    [InlineData("m-0600")]
    [InlineData("m-20241301")]
    [InlineData("m-13-2025")]
    [InlineData("m-70b")]
    [InlineData("m-4o2")]
    [InlineData("m20240718")]
    [InlineData("m-turbo")]
    [InlineData("m-12345")]
    public void What_does_not_date_it_stays(string name)
    {
        var span = name.AsSpan();

        SnapshotName.TryCut(ref span).ShouldBeFalse();
        span.ToString().ShouldBe(name);
    }
}
