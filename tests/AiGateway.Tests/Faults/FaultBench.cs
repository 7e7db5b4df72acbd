using System.Collections.Concurrent;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Faults;

/// <summary>
/// One gateway with a model for each case, before fakes that tell the cases by their keys. All cases are played at once, as many at a
/// time as two cores bear, since most of the time each waits for a timer.
/// </summary>
public sealed class FaultBench : IAsyncLifetime, IDisposable
{
    private const int AtATime = 24;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<RecordedRequest>> _callsByKey = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Dialect, ConcurrentQueue<string>> _wellCalls = [];
    private readonly Dictionary<Dialect, FakeProvider> _failing = [];
    private readonly Dictionary<Dialect, FakeProvider> _well = [];
    private readonly ClosedPort _closed = new();
    private readonly BlackHole _hole = new();
    private readonly SemaphoreSlim _turns = new(AtATime);
    private readonly Dictionary<int, Task<SpokenAnswer>> _answers = [];
    private TestGateway? _gateway;

    /// <summary>What came of a case.</summary>
    internal Task<SpokenAnswer> AnswerAsync(FaultCase each) => _answers[each.Index];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var byKey = FailureTable.Cases.SelectMany(each => each.Keys.Select((key, number) => (Key: key, Case: each, Number: number))).ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        foreach (var dialect in FailureTable.Cases.Select(each => each.Dialect).Distinct())
        {
            var failing = await FakeProvider.StartAsync(dialect);
            failing.KeepsRequests = false;
            byKey.Keys.ToList().ForEach(failing.AcceptedKeys.Add);
            failing.By(request => request.Key is { } key && byKey.TryGetValue(key, out var owner) ? Answer(owner.Case, owner.Number, request) : null);
            _failing[dialect] = failing;
        }

        foreach (var dialect in FailureTable.Cases.Select(each => each.FallbackDialect).Distinct())
        {
            var well = await FakeProvider.StartAsync(dialect);
            well.KeepsRequests = false;
            _wellCalls[dialect] = [];
            well.By(request =>
            {
                _wellCalls[dialect].Enqueue(request.BodyText);
                return StreamText.GoodAnswer;
            });
            _well[dialect] = well;
        }

        _gateway = await TestGateway.StartAsync(FaultConfiguration.For(FailureTable.Cases, OriginOf, _well));
        foreach (var each in FailureTable.Cases)
        {
            _answers[each.Index] = PlayAsync(each);
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Task.WhenAll(_answers.Values.Select(answer => answer.ContinueWith(static _ => { }, TaskScheduler.Default)));
        await _gateway!.DisposeAsync();
        foreach (var fake in _failing.Values.Concat(_well.Values))
        {
            await fake.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed.Dispose();
        _hole.Dispose();
        _turns.Dispose();
    }

    private Answer Answer(FaultCase each, int keyNumber, RecordedRequest request)
    {
        var calls = _callsByKey.GetOrAdd(each.Primary, static _ => []);
        calls.Enqueue(request);
        return each.Fault.Answer!(new FaultCall(each.Dialect, calls.Count, keyNumber));
    }

    private Uri OriginOf(FaultCase each)
    {
        var fake = _failing[each.Dialect];
        return each.Fault.Place switch
        {
            UpstreamPlace.ClosedPort => new Uri(_closed.Origin, fake.BaseUrl.AbsolutePath),
            UpstreamPlace.BlackHole => new Uri(_hole.Origin, fake.BaseUrl.AbsolutePath),
            _ => fake.BaseUrl,
        };
    }

    private async Task<SpokenAnswer> PlayAsync(FaultCase each)
    {
        await _turns.WaitAsync();
        try
        {
            using var response = await _gateway!.ChatAsync(each.Model, each.Prompt, each.Stream);
            var body = await response.Content.ReadAsStringAsync();
            var log = await _gateway.WaitForRequestLogAsync(response);
            return new SpokenAnswer
            {
                Status = (int)response.StatusCode,
                MediaType = response.Content.Headers.ContentType?.MediaType,
                Headers = response.Headers.ToDictionary(header => header.Key, header => string.Join('|', header.Value), StringComparer.OrdinalIgnoreCase),
                Body = body,
                PrimaryCalls = _callsByKey.GetValueOrDefault(each.Primary)?.Count ?? 0,
                FallbackCalls = [.. _wellCalls[each.FallbackDialect].Where(call => call.Contains(each.Prompt, StringComparison.Ordinal))],
                LogLine = log,
            };
        }
        finally
        {
            _turns.Release();
        }
    }
}
