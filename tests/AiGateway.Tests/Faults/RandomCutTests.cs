using System.Globalization;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using Xunit.Abstractions;

namespace AiGateway.Tests.Faults;

/// <summary>Streams cut wherever chance has it: Atomic rescues every one, and Live lets none of them look finished.</summary>
public class RandomCutTests(ITestOutputHelper output)
{
    private const int Cuts = 200;
    private const int Seed = 20_26;
    private const int AtATime = 24;

    private static readonly Dialect[] Dialects = [Dialect.OpenAI, Dialect.Anthropic, Dialect.Gemini];

    [Fact]
    public async Task Atomic_rescues_every_cut_and_Live_ends_none_of_them_well()
    {
        var random = new Random(Seed);
        var cuts = Enumerable.Range(0, Cuts).Select(i => Cut.Draw(i, random)).ToList();
        var fakes = new Dictionary<Dialect, FakeProvider>();
        await using var well = await FakeProvider.StartAsync(Dialect.Mistral);
        well.Always(StreamText.GoodAnswer);
        foreach (var dialect in Dialects)
        {
            var byKey = cuts.Where(cut => cut.Dialect == dialect).ToDictionary(cut => cut.Key, StringComparer.Ordinal);
            fakes[dialect] = await FakeProvider.StartAsync(dialect);
            byKey.Keys.ToList().ForEach(fakes[dialect].AcceptedKeys.Add);
            fakes[dialect].By(request => byKey[request.Key!].Answer);
        }

        await using (var gateway = await TestGateway.StartAsync(Configuration(cuts, fakes, well)))
        {
            await Parallel.ForEachAsync(cuts, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (cut, _) =>
            {
                await AtomicAsync(gateway, cut);
                await LiveAsync(gateway, cut);
            });
        }

        well.Requests.Count.ShouldBe(Cuts);
        foreach (var fake in fakes.Values)
        {
            await fake.DisposeAsync();
        }

        output.WriteLine($"{cuts.Count(cut => cut.IsReset)} resets and {cuts.Count(cut => !cut.IsReset)} clean ends; seed {Seed}.");
    }

    private static async Task AtomicAsync(TestGateway gateway, Cut cut)
    {
        using var response = await gateway.ChatAsync("Atomic" + cut.Name, stream: true);
        var body = await response.Content.ReadAsStringAsync();
        StreamText.ShouldBeClean(body);
        body.ShouldNotContain("token0");
    }

    private static async Task LiveAsync(TestGateway gateway, Cut cut)
    {
        using var response = await gateway.ChatAsync("Live" + cut.Name, stream: true);
        var body = await response.Content.ReadAsStringAsync();
        var facts = StreamFacts.Of(body);
        facts.Errors.ShouldBe([cut.IsReset ? "upstream_reset" : "upstream_incomplete"], $"{cut}\n{body}");
        facts.ErrorIsLast.ShouldBeTrue(body);
        facts.EndsWhole.ShouldBeTrue(body);
        facts.Terminators.ShouldBe(0, body);
        facts.Finishes.ShouldBeEmpty(body);
        facts.Text.ShouldNotBeEmpty(body);
        FaultAnswers.SixtyText.ShouldStartWith(facts.Text, Case.Sensitive, body);
    }

    private static object Configuration(List<Cut> cuts, Dictionary<Dialect, FakeProvider> fakes, FakeProvider well)
    {
        // A provider for each cut: one that fails two hundred times would soon be left alone.
        var providers = cuts.ToDictionary(cut => cut.Name, cut => (object)new
        {
            Type = cut.Dialect.ToString(),
            BaseUrl = fakes[cut.Dialect].BaseUrl.AbsoluteUri,
            ApiKeys = new[] { cut.Key },
            AllowPrivateNetwork = true,
        });
        providers["well"] = Config.Provider(well);
        return new
        {
            Gateway = new
            {
                Providers = providers,
                Models = cuts.SelectMany(cut => new[] { "Live", "Atomic" }.Select(mode => (Name: mode + cut.Name, Cut: cut, Mode: mode))).ToDictionary(
                    entry => entry.Name,
                    entry => new
                    {
                        Targets = new[]
                        {
                            new { Model = $"{entry.Cut.Name}/{Target.ModelOf(entry.Cut.Dialect)}", Tier = 1 },
                            new { Model = "well/" + Target.ModelOf(Dialect.Mistral), Tier = 2 },
                        },
                        Stream = entry.Mode,
                        KeepAlive = "100ms",
                    }),
            },
        };
    }

    /// <summary>Where and how one stream is cut: after its first token, before it says why it ends.</summary>
    private sealed record Cut(string Name, Dialect Dialect, int After, bool IsReset)
    {
        public string Key => $"key-of-{Name}.";

        public Answer Answer => IsReset ? FaultAnswers.Sixty.CutAfter(After) : FaultAnswers.Sixty.EndAfter(After);

        public static Cut Draw(int number, Random random)
        {
            var dialect = Dialects[number % Dialects.Length];
            return new Cut(
                "cut" + number.ToString(CultureInfo.InvariantCulture),
                dialect,
                random.Next(FaultAnswers.Preamble(dialect) + 1, FaultAnswers.ToFinish(dialect)),
                random.Next(2) == 0);
        }
    }
}
