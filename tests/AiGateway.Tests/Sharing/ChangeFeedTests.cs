using System.Diagnostics;
using AiGateway.Sharing;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Sharing;

/// <summary>K11: what is kept of the store in memory stays up to date through outages, gaps and faults of those who keep it.</summary>
public sealed class ChangeFeedTests
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(10);

    private readonly ScriptedStore _store = new();
    private readonly RecordingWatcher _first = new();
    private readonly RecordingWatcher _second = new();

    [Fact]
    public async Task The_start_ends_with_everything_loaded()
    {
        _store.Change("a");
        await using var bench = new FeedBench(_store, Never, _first, _second);
        bench.Feed.IsKnown.ShouldBeFalse();

        await bench.StartAsync();

        bench.Feed.IsKnown.ShouldBeTrue();
        bench.Feed.SilentFor.ShouldBe(TimeSpan.Zero);
        bench.Feed.Seen.ShouldBe(1);
        (_first.Loads, _second.Loads).ShouldBe((1, 1));
        _first.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_arrive_in_their_order_and_once()
    {
        await using var bench = new FeedBench(_store, Fast, _first, _second);
        await bench.StartAsync();
        var subjects = Enumerable.Range(1, 200).Select(i => $"k{i}").ToArray();

        foreach (var subject in subjects)
        {
            _store.Change(subject);
            if (subject.EndsWith('7'))
            {
                await Task.Delay(5);
            }
        }

        await Eventually.BecomesAsync(() => _second.Changes.Count, subjects.Length);
        await Eventually.BecomesAsync(() => _first.Changes.Count, subjects.Length);
        _first.Changes.ShouldBe(subjects);
        _second.Changes.ShouldBe(subjects);
        (_first.Loads, _second.Loads).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_store_that_is_down_at_the_start_holds_nobody_up_and_is_taken_over_when_it_is_there()
    {
        _store.Fail(() => new StoreUnavailableException("nobody there"));
        await using var bench = new FeedBench(_store, Fast, _first);
        using var gauge = new GaugeTap(bench.Meters, "aigateway.store.unavailable");
        var waited = Stopwatch.StartNew();

        await bench.StartAsync();

        waited.Elapsed.ShouldBeLessThan(ChangeFeed.StartLimit - TimeSpan.FromSeconds(5));
        await Eventually.BecomesAsync(() => gauge.Value, 1);
        await Eventually.BecomesTrueAsync(() => _store.Calls >= 3);
        bench.Feed.IsKnown.ShouldBeFalse();
        bench.Feed.SilentFor.ShouldBeGreaterThan(TimeSpan.Zero);
        _store.Fail(null);
        await Eventually.BecomesTrueAsync(() => bench.Feed.IsKnown);
        bench.Feed.SilentFor.ShouldBe(TimeSpan.Zero);
        _first.Loads.ShouldBe(1);
        gauge.Value.ShouldBe(0);
        bench.Lines.Count(line => line.Contains("does not answer (nobody there)", StringComparison.Ordinal)).ShouldBe(1);
        bench.Lines.Count(line => line.Contains("answers again", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_an_outage_everything_is_loaded_anew(bool isDeclared)
    {
        await using var bench = new FeedBench(_store, Fast, _first, _second);
        await bench.StartAsync();

        _store.Fail(() => isDeclared ? new StoreUnavailableException("gone") : new InvalidOperationException("a fault of the store's own"));
        await Eventually.BecomesTrueAsync(() => bench.Feed.SilentFor > TimeSpan.FromMilliseconds(300));
        bench.Feed.IsKnown.ShouldBeTrue();
        _store.Change("missed");
        _store.Fail(null);

        await Eventually.BecomesAsync(() => _first.Loads, 2);
        await Eventually.BecomesAsync(() => _second.Loads, 2);
        await Eventually.BecomesTrueAsync(() => bench.Feed.SilentFor == TimeSpan.Zero);
        bench.Feed.Seen.ShouldBe(1);
        _store.Change("next");
        await Eventually.BecomesAsync(() => _first.Changes.Count, 1);
        _first.Changes.ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_store_in_trouble_is_left_alone_for_longer_each_time_whoever_calls()
    {
        await using var bench = new FeedBench(_store, Fast, _first);
        await bench.StartAsync();
        _store.Fail(() => new StoreUnavailableException("gone"));
        await Eventually.BecomesTrueAsync(() => bench.Feed.SilentFor > TimeSpan.Zero);
        var before = _store.Calls;

        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(2); await Task.Delay(5))
        {
            bench.Feed.Changed();
            bench.Feed.Heard(long.MaxValue);
        }

        // Steps of 0.25, 0.5, 1 and 2 s, of which chance may take half: no more than these begin within two seconds.
        (_store.Calls - before).ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task A_watcher_that_throws_is_tried_again_and_keeps_nothing_from_the_others()
    {
        await using var bench = new FeedBench(_store, Fast, _first, _second);
        await bench.StartAsync();
        _first.Fail(() => new InvalidOperationException("a fault of its own"));

        _store.Change("a");
        await Eventually.BecomesAsync(() => _second.Changes.Count, 1);
        _store.Change("b");
        await Eventually.BecomesAsync(() => _second.Changes.Count, 2);

        bench.Feed.SilentFor.ShouldBe(TimeSpan.Zero);
        _first.Changes.ShouldBeEmpty();
        _first.Fail(null);
        await Eventually.BecomesAsync(() => _first.Loads, 2);
        _store.Change("c");
        await Eventually.BecomesAsync(() => _first.Changes.Count, 1);
        _first.Changes.ShouldBe(["c"]);
        _second.Loads.ShouldBe(1);
        bench.Lines.Count(line => line.Contains("could not take over", StringComparison.Ordinal)).ShouldBe(1);
        bench.Lines.Count(line => line.Contains("is up to date with the store again", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_counts_as_known_before_every_watcher_has_loaded()
    {
        _first.Fail(() => new InvalidOperationException("a fault of its own"));
        await using var bench = new FeedBench(_store, Fast, _first, _second);

        await bench.StartAsync();

        await Eventually.BecomesAsync(() => _second.Loads, 1);
        bench.Feed.IsKnown.ShouldBeFalse();
        bench.Feed.SilentFor.ShouldBe(TimeSpan.Zero);
        _first.Fail(null);
        await Eventually.BecomesTrueAsync(() => bench.Feed.IsKnown);
    }

    [Fact]
    public async Task A_store_that_leaves_while_a_watcher_loads_counts_as_gone()
    {
        _first.Fail(() => new StoreUnavailableException("gone in between"));
        await using var bench = new FeedBench(_store, Fast, _first, _second);

        await bench.StartAsync();

        bench.Feed.IsKnown.ShouldBeFalse();
        await Eventually.BecomesTrueAsync(() => bench.Feed.SilentFor > TimeSpan.Zero);
        _first.Fail(null);
        await Eventually.BecomesTrueAsync(() => bench.Feed.IsKnown && bench.Feed.SilentFor == TimeSpan.Zero);
    }

    [Fact]
    public async Task Another_store_in_its_place_has_everything_loaded_anew()
    {
        _store.Replace(Key(1, "a"), Key(2, "b"), Key(3, "c"));
        await using var bench = new FeedBench(_store, Fast, _first);
        await bench.StartAsync();

        // A backup put back: fewer changes; as many, but others; and one that has gone on since.
        _store.Replace(Key(1, "a"));
        await Eventually.BecomesAsync(() => _first.Loads, 2);
        _store.Replace(Key(1, "x"));
        await Eventually.BecomesAsync(() => _first.Loads, 3);
        _store.Replace(Key(1, "y"), Key(2, "z"));
        await Eventually.BecomesAsync(() => _first.Loads, 4);
        await Eventually.BecomesTrueAsync(() => bench.Feed.Seen == 2);

        _first.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gap_and_too_many_changes_have_everything_loaded_anew()
    {
        _store.Replace(Key(1, "a"));
        await using var bench = new FeedBench(_store, Fast, _first);
        await bench.StartAsync();

        _store.Replace(Key(1, "a"), Key(3, "c"));
        await Eventually.BecomesAsync(() => _first.Loads, 2);
        _store.Replace([.. Enumerable.Range(3, ChangeReader.Most + 1).Select(i => Key(i, i == 3 ? "c" : $"k{i}"))]);
        await Eventually.BecomesAsync(() => _first.Loads, 3);
        await Eventually.BecomesTrueAsync(() => bench.Feed.Seen == ChangeReader.Most + 3);

        _first.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Records_that_are_no_longer_kept_are_no_gap()
    {
        _store.Replace(Key(1, "a"), Key(2, "b"));
        await using var bench = new FeedBench(_store, Fast, _first);
        await bench.StartAsync();

        _store.Replace(Key(2, "b"));
        _store.Change("c");

        await Eventually.BecomesAsync(() => _first.Changes.Count, 1);
        _first.Loads.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_of_its_own_is_taken_over_at_once_and_told()
    {
        await using var bench = new FeedBench(_store, Never, _first);
        var told = new List<long>();
        bench.Feed.OnOwnChange = told.Add;
        await bench.StartAsync();

        _store.Change("a");
        bench.Feed.Changed();
        await bench.Feed.CaughtUpAsync(CancellationToken.None);

        _first.Changes.ShouldBe(["a"]);
        told.ShouldBe([1]);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_a_second_or_so_for_a_store_that_has_gone()
    {
        await using var bench = new FeedBench(_store, Never, _first);
        await bench.StartAsync();
        _store.Fail(() => new StoreUnavailableException("gone"));

        await bench.Feed.CaughtUpAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

        await Eventually.BecomesTrueAsync(() => bench.Feed.SilentFor > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_notice_of_news_is_acted_upon_and_one_of_what_is_known_is_not()
    {
        await using var bench = new FeedBench(_store, Never, _first);
        await bench.StartAsync();
        _store.Change("a");
        bench.Feed.Heard(1);
        await Eventually.BecomesAsync(() => _first.Changes.Count, 1);
        var calls = _store.Calls;

        bench.Feed.Heard(1);
        bench.Feed.Heard(0);
        bench.Feed.Heard(-1);
        await Task.Delay(200);

        _store.Calls.ShouldBe(calls);
    }

    [Fact]
    public async Task A_notice_of_what_is_not_there_costs_one_look()
    {
        await using var bench = new FeedBench(_store, Never, _first);
        await bench.StartAsync();
        var calls = _store.Calls;

        bench.Feed.Heard(long.MaxValue);
        await Eventually.BecomesTrueAsync(() => _store.Calls > calls);
        await Task.Delay(200);

        (_store.Calls - calls).ShouldBeLessThanOrEqualTo(2);
        _first.Loads.ShouldBe(1);
    }

    private static StoreChange Key(long number, string subject) => new(number, "key", subject);
}
