using System.Collections.Concurrent;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;
using Xunit.Abstractions;

namespace AiGateway.Tests.Failover;

/// <summary>Two calls whose first content comes at nearly the same time: whoever answers answers alone.</summary>
public sealed class HedgeRaceTests(ITestOutputHelper output)
{
    private const int Rounds = 50;
    private const int Seed = 11;
    private const string First = "one one one one one one one one ";
    private const string Second = "two two two two two two two two ";

    [Theory]
    [InlineData("Live")]
    [InlineData("Held")]
    [InlineData("Atomic")]
    public async Task A_stream_is_always_one_targets_alone(string mode)
    {
        await using var one = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var two = await FakeProvider.StartAsync(Dialect.OpenAI);
        var random = new Random(Seed);
        for (var i = 0; i < Rounds; i++)
        {
            one.Next(Speaking("one ", random.Next(0, 120)));
            two.Next(Speaking("two ", random.Next(0, 40)));
        }

        await using var gateway = await Engines.StartAsync(
            new { m = new { Targets = Engines.Tiers(2), Hedge = new { After = "40ms", Share = 1 }, Stream = new { Mode = mode, HoldTime = "5ms", HoldBytes = 600 }, MaxRetries = 0 } },
            one,
            two);
        var answers = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, Rounds, new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (_, token) =>
        {
            var stream = await (await gateway.ChatAsync("m", stream: true)).Content.ReadAsStringAsync(token);
            var text = Chat.StreamedText(stream);
            text.ShouldBeOneOf(First, Second);
            StreamText.ShouldBeClean(stream, text);
            answers.Add(text);
        });

        output.WriteLine($"{mode}: {answers.Count(text => text == First)} by the first, {answers.Count(text => text == Second)} by the second of {two.HeadsSeen} that were called.");
        answers.Count.ShouldBe(Rounds);
        two.HeadsSeen.ShouldBeGreaterThan(0);
    }

    private static FakeAnswer Speaking(string word, int delay) =>
        FakeAnswer.Text([.. Enumerable.Repeat(word, 8)]).After(TimeSpan.FromMilliseconds(delay)).Paced(TimeSpan.FromMilliseconds(4));
}
