using System.Collections.Concurrent;
using AiGateway.Configuration;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Faults;

/// <summary>A gateway whose models <c>Live</c>, <c>Held</c> and <c>Atomic</c> have a primary that fails every other call, each time in another way, and a fallback that is well. Both say what they are told.</summary>
internal sealed class FlappingPrimary : IAsyncDisposable
{
    private static readonly FakeAnswer Honest = FakeAnswer.Honest.Striking(TimeSpan.FromMilliseconds(100));

    private static readonly Answer[] Faults =
    [
        Fault.Status(500), Honest.CutAfter(7), Fault.ResetBeforeAnswer, Honest.EndAfter(4), Fault.Status(503), Honest.ErrorEventAt(9), Fault.Body(200, "<html><body>Maintenance</body></html>", "text/html"), Honest.EndAfter(1), Honest.CutAfter(25),
    ];

    private readonly ConcurrentQueue<RecordedRequest> _requests = [];
    private int _calls;

    private FlappingPrimary(FakeProvider primary, FakeProvider fallback) => (Primary, Fallback) = (primary, fallback);

    /// <summary>The one that fails.</summary>
    public FakeProvider Primary { get; }

    /// <summary>The one that is well.</summary>
    public FakeProvider Fallback { get; }

    /// <summary>The gateway before them.</summary>
    public TestGateway Gateway { get; private set; } = null!;

    /// <summary>How many calls the primary has failed.</summary>
    public int Failed => (Volatile.Read(ref _calls) + 1) / 2;

    /// <summary>Starts all three.</summary>
    public static async Task<FlappingPrimary> StartAsync()
    {
        var setting = new FlappingPrimary(await FakeProvider.StartAsync(Dialect.OpenAI), await FakeProvider.StartAsync(Dialect.Anthropic));
        setting.Primary.By(setting.Answer);
        setting.Fallback.By(request => setting.Seen(request, null));
        setting.Primary.KeepsRequests = setting.Fallback.KeepsRequests = false;
        setting.Gateway = await TestGateway.StartAsync(new
        {
            Gateway = new
            {
                Providers = new { p1 = Config.Provider(setting.Primary), p2 = Config.Provider(setting.Fallback) },
                Models = Enum.GetNames<StreamMode>().ToDictionary(mode => mode, Model),
                // It shall go on failing: a primary that rests is left alone, which other tests look at.
                Cooldown = new { Rest = "0s" },
                Log = new { Requests = false },
            },
        });
        return setting;
    }

    /// <summary>Waits until no call is under way at either of them.</summary>
    public Task QuietAsync()
    {
        var ended = _requests.Select(request => request.Ended).ToArray();
        _requests.Clear();
        return Task.WhenAll(ended).WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Primary.DisposeAsync();
        await Fallback.DisposeAsync();
    }

    private static object Model(string mode) => new
    {
        Targets = new[]
        {
            new { Model = "p1/" + Target.ModelOf(Dialect.OpenAI), Tier = 1 },
            new { Model = "p2/" + Target.ModelOf(Dialect.Anthropic), Tier = 2 },
        },
        Stream = mode,
        KeepAlive = "50ms",
    };

    private Answer? Answer(RecordedRequest request)
    {
        var number = Interlocked.Increment(ref _calls);
        return Seen(request, number % 2 == 1 ? Faults[number / 2 % Faults.Length] : null);
    }

    private Answer? Seen(RecordedRequest request, Answer? answer)
    {
        _requests.Enqueue(request);
        return answer;
    }
}
