using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Upstream;

/// <summary>A stream of several answers passes through: it has ended when all of them have, and not before.</summary>
public class SeveralChoicesTests
{
    private static readonly string[] BothBegun = [OpenAIFrames.Role, OpenAIFrames.Content("one"), Second(OpenAIFrames.Content("two"))];

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Every_answer_must_have_ended(bool secondEnds, bool isWhole) =>
        (await AskAsync("2", [.. BothBegun, OpenAIFrames.Finish, .. secondEnds ? new[] { Second(OpenAIFrames.Finish) } : []])).ShouldBe(isWhole);

    [Theory]
    [InlineData("3", false)]
    [InlineData("2", true)]
    public async Task As_many_must_have_ended_as_were_asked_for(string n, bool isWhole) =>
        (await AskAsync(n, [.. BothBegun, OpenAIFrames.Finish, Second(OpenAIFrames.Finish)])).ShouldBe(isWhole);

    [Fact]
    public async Task The_provider_may_say_itself_that_fewer_are_all() =>
        (await AskAsync("3", [OpenAIFrames.Role, OpenAIFrames.Content("one"), OpenAIFrames.Finish, OpenAIFrames.Done])).ShouldBeTrue();

    private static string Second(string frame) => frame.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal);

    private static async Task<bool> AskAsync(string n, string[] frames)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Frames([.. frames.Select(WireFrame.FromString)]));

        var response = await gateway.PostAsync(
            "/v1/chat/completions", $$"""{"model":"{{Pools.Model}}","stream":true,"n":{{n}},"messages":[{"role":"user","content":"Hi"}]}""");

        var stream = await response.Content.ReadAsStringAsync();
        var isWhole = Chat.Events(stream)[^1] == "[DONE]";
        stream.Contains("\"error\"", StringComparison.Ordinal).ShouldBe(!isWhole, stream);
        return isWhole;
    }
}
