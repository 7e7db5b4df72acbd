using AiGateway.Sharing;

namespace AiGateway.Tests.Sharing;

/// <summary>How long to leave alone what fails.</summary>
public sealed class PausesTests
{
    [Theory]
    [InlineData(0.0, new[] { 125, 250, 500, 1000, 1500, 1500 })]
    [InlineData(1.0, new[] { 250, 500, 1000, 2000, 3000, 3000 })]
    public void Each_is_twice_the_one_before_up_to_the_longest_and_half_of_it_is_chance(double drawn, int[] milliseconds)
    {
        var pauses = new Pauses(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(3), () => drawn);

        milliseconds.Select(_ => (int)pauses.Next().TotalMilliseconds).ShouldBe(milliseconds);

        pauses.Reset();
        ((int)pauses.Next().TotalMilliseconds).ShouldBe(milliseconds[0]);
    }
}
