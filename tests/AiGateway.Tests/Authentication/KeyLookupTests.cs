using System.Net;
using AiGateway.Authentication;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Authentication;

/// <summary>How much a key that is not in memory may cost: the store, the memory, and those who call at the same time.</summary>
public sealed class KeyLookupTests : IDisposable
{
    private readonly DirectoryBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Many_who_ask_for_one_key_at_once_are_one_question()
    {
        await _bench.LoadAsync();
        var text = _bench.Issue();
        _bench.Store.Hold();

        var answers = Enumerable.Range(0, 100).Select(_ => _bench.AskAsync(text)).ToArray();
        await Eventually.BecomesAsync(() => _bench.Store.Asked, 1);
        _bench.Store.Release();

        (await Task.WhenAll(answers)).ShouldAllBe(outcome => outcome == KeyOutcome.Accepted);
        _bench.Store.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Few_questions_are_put_at_once_and_few_wait()
    {
        await _bench.LoadAsync();
        _bench.Store.Hold();

        var answers = Enumerable.Range(0, KeyLookups.MostWaiting + 50).Select(i => _bench.AskAsync(DirectoryBench.Invented(), Address(i))).ToArray();
        await Eventually.BecomesAsync(() => _bench.Store.Asked, KeyLookups.MostAtOnce);
        await Eventually.BecomesTrueAsync(() => answers.Count(a => a.IsCompleted) >= 50);
        _bench.Store.Release();
        var outcomes = await Task.WhenAll(answers);

        _bench.Store.MostAtOnce.ShouldBe(KeyLookups.MostAtOnce);
        outcomes.Count(outcome => outcome == KeyOutcome.StoreUnavailable).ShouldBeGreaterThanOrEqualTo(50);
        outcomes.ShouldAllBe(outcome => outcome == KeyOutcome.StoreUnavailable || outcome == KeyOutcome.Unknown);
    }

    [Fact]
    public async Task Who_leaves_takes_nobody_along()
    {
        await _bench.LoadAsync();
        var text = _bench.Issue();
        _bench.Store.Hold();
        using var left = new CancellationTokenSource();
        var leaving = _bench.Directory.FindAsync(text.AsMemory(), DirectoryBench.Somewhere, left.Token).AsTask();
        var staying = _bench.AskAsync(text);
        await Eventually.BecomesAsync(() => _bench.Store.Asked, 1);

        await left.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);
        _bench.Store.Release();

        (await staying).ShouldBe(KeyOutcome.Accepted);
    }

    [Fact]
    public async Task An_answer_that_a_change_overtook_is_not_kept()
    {
        await _bench.LoadAsync();
        var text = _bench.Issue();
        _bench.Store.Hold();
        var asked = _bench.AskAsync(text);
        await Eventually.BecomesAsync(() => _bench.Store.Asked, 1);

        _bench.Change(text, key => key with { RevokedAt = _bench.Clock.Now });
        await _bench.ToldAsync("key", DirectoryBench.IdOf(text));
        _bench.Store.Release();
        await asked;

        _bench.Find(text).ShouldBe(KeyOutcome.Revoked);
    }

    [Fact]
    public async Task Ten_thousand_invented_keys_leave_memory_bounded_and_known_keys_alone()
    {
        var text = _bench.Issue();
        await _bench.LoadAsync();
        await FloodAsync(1000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await FloodAsync(10_000);

        _bench.Directory.Count.ShouldBe(1);
        _bench.Directory.Remembered.ShouldBeLessThanOrEqualTo(KeyLookups.MostRemembered);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(8 * 1024 * 1024);
        _bench.Find(text).ShouldBe(KeyOutcome.Accepted);
        await FloodAsync(KeyLookups.MostRemembered + 500);
        _bench.Directory.Remembered.ShouldBeLessThanOrEqualTo(KeyLookups.MostRemembered);

        async Task FloodAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                (await _bench.AskAsync(DirectoryBench.Invented(), Address(i))).ShouldBe(KeyOutcome.Unknown);
            }
        }
    }

    [Fact]
    public async Task More_keys_than_fit_into_memory_all_work()
    {
        using var bench = new DirectoryBench(mostKeys: 10);
        var texts = Enumerable.Range(0, 25).Select(_ => bench.Issue()).ToArray();
        await bench.LoadAsync();
        bench.Directory.Count.ShouldBe(10);

        foreach (var text in texts.Concat(texts))
        {
            (await bench.AskAsync(text)).ShouldBe(KeyOutcome.Accepted);
        }

        bench.Store.Asked.ShouldBe(15);
        bench.Change(texts[0], key => key with { Enabled = false });
        await bench.ToldAsync("key", DirectoryBench.IdOf(texts[0]));
        (await bench.AskAsync(texts[0])).ShouldBe(KeyOutcome.Disabled);
    }

    [Fact]
    public async Task An_address_that_sends_many_bad_keys_costs_the_store_no_more()
    {
        var good = _bench.Issue();
        await _bench.LoadAsync();
        var bad = Address(1);
        for (var i = 0; i < 500; i++)
        {
            (await _bench.AskAsync(DirectoryBench.Invented(), bad)).ShouldBe(KeyOutcome.Unknown);
        }

        _bench.Store.Asked.ShouldBe(BadKeyTable.Allowed + 1);
        (await _bench.AskAsync(DirectoryBench.WrongSecret(good), bad)).ShouldBe(KeyOutcome.Unknown);
        _bench.Store.Asked.ShouldBe(BadKeyTable.Allowed + 1);

        // Whoever shares the address with a right key is served, and whoever has another address is looked up.
        _bench.Find(good, bad).ShouldBe(KeyOutcome.Accepted);
        (await _bench.AskAsync(DirectoryBench.Invented(), Address(2))).ShouldBe(KeyOutcome.Unknown);
        _bench.Store.Asked.ShouldBe(BadKeyTable.Allowed + 2);

        _bench.Clock.Now += BadKeyTable.Window;
        (await _bench.AskAsync(DirectoryBench.Invented(), bad)).ShouldBe(KeyOutcome.Unknown);
        _bench.Store.Asked.ShouldBe(BadKeyTable.Allowed + 3);
    }

    [Fact]
    public async Task Yet_a_key_that_need_not_be_in_memory_is_looked_up_for_it()
    {
        using var bench = new DirectoryBench(mostKeys: 1);
        var texts = Enumerable.Range(0, 5).Select(_ => bench.Issue()).ToArray();
        await bench.LoadAsync();
        for (var i = 0; i < 100; i++)
        {
            await bench.AskAsync(DirectoryBench.Invented());
        }

        foreach (var text in texts)
        {
            (await bench.AskAsync(text)).ShouldBe(KeyOutcome.Accepted);
        }
    }

    private static IPAddress Address(int i) => new([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
}
