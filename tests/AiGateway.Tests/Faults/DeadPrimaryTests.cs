using System.Diagnostics;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using Xunit.Abstractions;

namespace AiGateway.Tests.Faults;

/// <summary>A primary that is down for long gets a handful of calls for each of its rests, however many requests arrive (promises D13, D15).</summary>
public class DeadPrimaryTests(ITestOutputHelper output)
{
    private const int Requests = 300;
    private const int Failures = 3;
    private const int Wave = 20;

    public static TheoryData<string> Faults => ["reset", "500", "cut", "not an answer"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Requests_one_after_another_reach_it_a_few_times_in_all(string fault)
    {
        await using var dead = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var well = await FakeProvider.StartAsync(Dialect.Gemini);
        await using var gateway = await StartAsync(dead, well, "10m");
        dead.Always(AnswerOf(fault));
        well.Always(StreamText.GoodAnswer);

        for (var i = 0; i < Requests; i++)
        {
            await RescuedAsync(gateway, stream: i % 2 == 0);
        }

        dead.HeadsSeen.ShouldBe(Failures);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Requests_in_waves_reach_it_with_the_first_wave_alone(string fault)
    {
        await using var dead = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var well = await FakeProvider.StartAsync(Dialect.Gemini);
        await using var gateway = await StartAsync(dead, well, "10m");
        dead.Always(AnswerOf(fault));
        well.Always(StreamText.GoodAnswer);

        for (var wave = 0; wave < Requests / Wave; wave++)
        {
            await Task.WhenAll(Enumerable.Range(0, Wave).Select(i => RescuedAsync(gateway, stream: i % 2 == 0)));
        }

        output.WriteLine($"{dead.HeadsSeen} of {Requests} requests reached the dead primary.");
        dead.HeadsSeen.ShouldBeInRange(Failures, Wave);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_cannot_be_reached_is_left_alone(bool refuses)
    {
        using var closed = new ClosedPort();
        using var hole = new BlackHole();
        await using var well = await FakeProvider.StartAsync(Dialect.Gemini);
        var unreachable = Target.At(refuses ? closed.Origin : hole.Origin);
        await using var gateway = await Pools.StartAsync(
            new Knobs { Failures = Failures, Connect = "300ms" },
            unreachable,
            Target.To(well));
        well.Always(StreamText.GoodAnswer);

        var tried = 0;
        for (var i = 0; i < Requests; i++)
        {
            using var response = await gateway.ChatAsync(Pools.Model);
            (await response.TextAsync()).ShouldBe(StreamText.Good);
            tried += response.Header("x-aigateway-attempts") == "2" ? 1 : 0;
        }

        tried.ShouldBe(Failures);
    }

    [Fact]
    public async Task After_a_rest_one_request_tries_it_and_once_it_is_well_all_come_back()
    {
        await using var dead = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var well = await FakeProvider.StartAsync(Dialect.Gemini);
        await using var gateway = await StartAsync(dead, well, "400ms");
        // Slow to fail, so that whoever came beside the one on trial would be seen.
        dead.Always(Fault.Status(500).After(TimeSpan.FromMilliseconds(100)));
        well.Always(StreamText.GoodAnswer);
        for (var i = 0; i < Failures; i++)
        {
            await RescuedAsync(gateway, stream: true);
        }

        var before = dead.Requests.Count;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(3))
        {
            await Task.WhenAll(Enumerable.Range(0, Wave).Select(i => RescuedAsync(gateway, stream: i % 2 == 0)));
        }

        var trials = dead.Requests.Skip(before).ToList();
        output.WriteLine($"{trials.Count} trials in {watch.ElapsedMilliseconds} ms.");
        trials.Count.ShouldBeInRange(2, (int)(watch.Elapsed / TimeSpan.FromMilliseconds(400)) + 1);
        foreach (var (one, next) in trials.Zip(trials.Skip(1)))
        {
            Stopwatch.GetElapsedTime(one.ArrivedAt, next.ArrivedAt).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(400));
        }

        dead.Always(StreamText.Long);
        await Task.Delay(600);
        (await ProviderAsync(gateway)).ShouldBe("p1");
        await Task.WhenAll(Enumerable.Range(0, Wave).Select(async _ => (await ProviderAsync(gateway)).ShouldBe("p1")));
    }

    private static Answer AnswerOf(string fault) => fault switch
    {
        "reset" => Fault.ResetBeforeAnswer,
        "500" => Fault.Status(500),
        "cut" => StreamText.Long.EndAfter(1),
        _ => Fault.Body(200, "{}"),
    };

    private static Task<TestGateway> StartAsync(FakeProvider dead, FakeProvider well, string rest) => TestGateway.StartAsync(new
    {
        Gateway = new
        {
            Cooldown = new { Failures, Rest = rest, MaxRest = rest },
            Providers = new { p1 = Config.Provider(dead), p2 = Config.Provider(well) },
            Models = new Dictionary<string, object>
            {
                [Pools.Model] = new
                {
                    Targets = new[] { new { Model = "p1/" + Target.ModelOf(dead.Dialect), Tier = 1 }, new { Model = "p2/" + Target.ModelOf(well.Dialect), Tier = 2 } },
                },
            },
        },
    });

    private static async Task RescuedAsync(TestGateway gateway, bool stream)
    {
        using var response = await gateway.ChatAsync(Pools.Model, stream: stream);
        if (stream)
        {
            StreamText.ShouldBeClean(await response.Content.ReadAsStringAsync());
        }
        else
        {
            (await response.TextAsync()).ShouldBe(StreamText.Good);
        }
    }

    private static async Task<string?> ProviderAsync(TestGateway gateway)
    {
        using var response = await gateway.ChatAsync(Pools.Model);
        return response.Header("x-aigateway-provider");
    }
}
