using System.Diagnostics;
using Microsoft.Extensions.Logging;
using static AiGateway.Tests.Configuration.ReloadBench;

namespace AiGateway.Tests.Configuration;

/// <summary>Promises K6 and K7: a bad file keeps the old snapshot and says so; a good one is swapped as a whole.</summary>
public sealed class ConfigurationReloaderTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ReloadBench _bench;

    public ConfigurationReloaderTests() => _bench = new ReloadBench(_time, Limit(100), """{ "Gateway": { "AnswerHeaders": false }, "ReverseProxy": { "Routes": { "own": {} } } }""");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_good_change_is_swapped_in_and_the_old_snapshot_handed_back()
    {
        var old = _bench.Store.Current;
        _time.Advance(TimeSpan.FromMinutes(1));
        _bench.Write(MainFile, Limit(200));

        _bench.Reloader.Reload().ShouldBeTrue();

        _bench.Store.Current.Options.MaxRequestBytes.ShouldBe(200);
        _bench.Store.Current.Options.AnswerHeaders.ShouldBeFalse();
        _bench.Store.Current.Version.ShouldBe(_bench.Store.Version);
        _bench.Store.Version.ShouldStartWith("2-");
        _bench.Store.LoadedAt.ShouldBe(_time.GetUtcNow());
        _bench.Replaced.ShouldBe([old]);
        old.Version.ShouldStartWith("1-");
        old.Options.MaxRequestBytes.ShouldBe(100);
    }

    public static TheoryData<string, string> BadFiles => new()
    {
        { "", "empty" },
        { "{", "truncated" },
        { """{ "Gateway": { "MaxRequestBytes": 20""", "half written" },
        { """{ "Gateway": { "MaxRequestBytes": "many" } }""", "of the wrong type" },
        { """{ "Gateway": { "MaxRequestBytes": 200, "Typo": 1 } }""", "with an unknown field" },
        { """{ "Gateway": { "A": 1, "a": 2 } }""", "with a key twice" },
        { "\0\0\0\0", "zeros" },
        { "[]", "no object" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_keeps_the_old_snapshot_and_says_so(string content, string what)
    {
        var old = _bench.Store.Current;
        _bench.Write(MainFile, content);

        _bench.Reloader.Reload().ShouldBeFalse(what);

        AssertKept(old);
    }

    [Theory]
    [InlineData(MainFile)]
    [InlineData(ExtraFile)]
    public void A_deleted_file_keeps_the_old_snapshot_though_it_is_optional(string file)
    {
        var old = _bench.Store.Current;
        File.Delete(_bench.PathOf(file));

        _bench.Reloader.Reload().ShouldBeFalse();

        AssertKept(old);
        _bench.Store.Problems[0].Path.ShouldBe(file);
        _bench.Store.Problems[0].Message.ShouldContain("is gone");
    }

    [Fact]
    public void A_file_whose_place_a_directory_takes_keeps_the_old_snapshot()
    {
        var old = _bench.Store.Current;
        File.Delete(_bench.PathOf(MainFile));
        Directory.CreateDirectory(_bench.PathOf(MainFile));

        _bench.Reloader.Reload().ShouldBeFalse();

        AssertKept(old);
    }

    /// <summary>The moment that live values cannot survive: .NET has emptied them because the file was gone, and now it is back.</summary>
    [Fact]
    public void Live_values_that_net_has_emptied_are_never_believed()
    {
        var content = File.ReadAllText(_bench.PathOf(MainFile));
        File.Delete(_bench.PathOf(MainFile));
        _bench.Live.Reload();
        _bench.Live["Gateway:MaxRequestBytes"].ShouldBeNull();
        File.WriteAllText(_bench.PathOf(MainFile), content);

        _bench.Reloader.Reload().ShouldBeTrue();

        _bench.Store.Current.Options.MaxRequestBytes.ShouldBe(100);
        _bench.Replaced.ShouldBeEmpty();
    }

    [Fact]
    public void Live_values_may_be_reloaded_from_a_broken_file_without_an_exception()
    {
        _bench.Write(MainFile, "{");

        Should.NotThrow(_bench.Live.Reload);
    }

    [Fact]
    public void After_a_repair_the_problems_are_gone_and_the_count_stays()
    {
        _bench.Write(MainFile, "{");
        _bench.Reloader.Reload();
        _bench.Reloader.Reload();
        _bench.Write(MainFile, Limit(300));

        _bench.Reloader.Reload().ShouldBeTrue();

        _bench.Store.Problems.ShouldBeEmpty();
        _bench.Store.FailedReloads.ShouldBe(2);
        _bench.Store.Current.Options.MaxRequestBytes.ShouldBe(300);
        _bench.Store.Version.ShouldStartWith("2-");
    }

    [Fact]
    public void Going_back_to_what_is_in_force_swaps_nothing_and_forgets_the_problems()
    {
        var old = _bench.Store.Current;
        _bench.Write(MainFile, "{");
        _bench.Reloader.Reload();
        _bench.Write(MainFile, "  " + Limit(100));

        _bench.Reloader.Reload().ShouldBeTrue();

        _bench.Store.Current.ShouldBeSameAs(old);
        _bench.Store.Problems.ShouldBeEmpty();
        _bench.Replaced.ShouldBeEmpty();
        _bench.Write(MainFile, Limit(101));
        _bench.Reloader.Reload();
        _bench.Store.Version.ShouldStartWith("2-");
    }

    [Fact]
    public void A_file_that_appears_is_read_and_from_then_on_expected()
    {
        using var bench = new ReloadBench(_time, Limit(100));
        bench.Write(ExtraFile, Limit(200));
        bench.Reloader.Reload().ShouldBeTrue();
        bench.Store.Current.Options.MaxRequestBytes.ShouldBe(200);

        File.Delete(bench.PathOf(ExtraFile));

        bench.Reloader.Reload().ShouldBeFalse();
        bench.Store.Current.Options.MaxRequestBytes.ShouldBe(200);
    }

    [Fact]
    public void An_optional_file_that_never_was_is_not_missed()
    {
        using var bench = new ReloadBench(_time, Limit(100));
        bench.Write(MainFile, Limit(200));

        bench.Reloader.Reload().ShouldBeTrue();
    }

    [Fact]
    public void A_changed_secret_is_a_change()
    {
        _bench.Variables["AIGATEWAY_KEY"] = ConfigBench.StrongKey;
        _bench.Reloader.Reload().ShouldBeTrue();
        var before = _bench.Store.Version;
        _bench.Variables["AIGATEWAY_KEY"] = "9vQ2xW7pLs4TzR8mYbkG";

        _bench.Reloader.Reload().ShouldBeTrue();

        before.ShouldStartWith("2-");
        _bench.Store.Version.ShouldStartWith("3-");
        _bench.Store.Version[2..].ShouldNotBe(before[2..]);
    }

    [Fact]
    public void A_snapshot_that_cannot_be_built_keeps_the_old_one()
    {
        var old = _bench.Store.Current;
        _bench.Build = (_, _) => throw new InvalidOperationException("no clusters");
        _bench.Write(MainFile, Limit(200));

        _bench.Reloader.Reload().ShouldBeFalse();

        AssertKept(old);
        _bench.Store.Problems[0].Message.ShouldContain("no clusters");
    }

    [Fact]
    public void Others_sections_change_only_with_an_accepted_reload()
    {
        var accepted = _bench.Loader.Accepted.Root;
        var fired = 0;
        using var watch = Microsoft.Extensions.Primitives.ChangeToken.OnChange(accepted.GetReloadToken, () => fired++);
        accepted.GetSection("ReverseProxy:Routes").GetChildren().Select(c => c.Key).ShouldBe(["own"]);

        File.Delete(_bench.PathOf(ExtraFile));
        _bench.Reloader.Reload();
        _bench.Live.Reload();
        _bench.Live.GetSection("ReverseProxy:Routes").GetChildren().ShouldBeEmpty();
        accepted.GetSection("ReverseProxy:Routes").GetChildren().Select(c => c.Key).ShouldBe(["own"]);
        fired.ShouldBe(0);

        _bench.Write(ExtraFile, """{ "ReverseProxy": { "Routes": { "new": { "ClusterId": "c" } } }, "Gateway": { "AnswerHeaders": false } }""");
        _bench.Reloader.Reload().ShouldBeTrue();
        accepted["ReverseProxy:Routes:new:ClusterId"].ShouldBe("c");
        fired.ShouldBe(1);
        _bench.Replaced.ShouldBeEmpty("the gateway's own options are the same");
    }

    [Fact]
    public async Task Many_changes_are_read_once_after_the_debounce()
    {
        var reads = 0;
        _bench.Build = (options, version) =>
        {
            reads++;
            return new Snapshot(options, version);
        };
        await _bench.Reloader.StartAsync(CancellationToken.None);
        _bench.Write(MainFile, Limit(200));
        for (var i = 0; i < 20; i++)
        {
            _bench.Live.Reload();
        }

        _time.Advance(TimeSpan.FromMilliseconds(199));
        reads.ShouldBe(0);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        reads.ShouldBe(1);
        _bench.Store.Current.Options.MaxRequestBytes.ShouldBe(200);
    }

    [Fact]
    public async Task After_stop_nothing_is_read_any_more()
    {
        await _bench.Reloader.StartAsync(CancellationToken.None);
        await _bench.Reloader.StopAsync(CancellationToken.None);
        _bench.Write(MainFile, Limit(200));
        _bench.Live.Reload();
        _time.Advance(TimeSpan.FromSeconds(10));

        _bench.Store.Current.Options.MaxRequestBytes.ShouldBe(100);
    }

    /// <summary>The whole way on the real clock: the watcher sees the file, good, broken, deleted and repaired.</summary>
    [Fact]
    public async Task A_file_on_disk_is_watched()
    {
        using var bench = new ReloadBench(TimeProvider.System, Limit(100));
        await bench.Reloader.StartAsync(CancellationToken.None);

        bench.Write(MainFile, Limit(200));
        await Until(() => bench.Store.Current.Options.MaxRequestBytes == 200);
        bench.Write(MainFile, """{ "Gateway": { """);
        await Until(() => bench.Store.Problems.Count > 0);
        bench.Write(MainFile, Limit(300));
        await Until(() => bench.Store.Current.Options.MaxRequestBytes == 300 && bench.Store.Problems.Count == 0);
        File.Delete(bench.PathOf(MainFile));
        await Until(() => bench.Store.Problems.Count > 0);
        bench.Store.Current.Options.MaxRequestBytes.ShouldBe(300);
        // As careful editors save: a new file, moved over the old one.
        bench.Write("new.tmp", Limit(400));
        File.Move(bench.PathOf("new.tmp"), bench.PathOf(MainFile), overwrite: true);
        await Until(() => bench.Store.Current.Options.MaxRequestBytes == 400 && bench.Store.Problems.Count == 0);
    }

    /// <summary>K7: readers never see one field of one configuration beside a field of another.</summary>
    [Fact]
    public async Task Readers_see_one_configuration_or_the_other()
    {
        static string Pair(int n) => $$"""{ "Gateway": { "MaxRequestBytes": {{n}}, "Models": { "m": "mock/{{n}}" } } }""";
        using var stop = new CancellationTokenSource();
        _bench.Write(MainFile, Pair(1));
        _bench.Reloader.Reload().ShouldBeTrue();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own: on a busy machine the pool may start it only when all is over.
        var reader = Task.Factory.StartNew(Watch, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await running.Task;

        for (var n = 2; n <= 100; n++)
        {
            _bench.Write(MainFile, Pair(n));
            _bench.Reloader.Reload().ShouldBeTrue();
        }

        await stop.CancelAsync();
        (await reader).ShouldBeGreaterThan(1);
        _bench.Store.Version.ShouldStartWith("101-");

        int Watch()
        {
            running.SetResult();
            var seen = new HashSet<long>();
            while (!stop.IsCancellationRequested)
            {
                var snapshot = _bench.Store.Current;
                snapshot.Options.Models["m"].Targets[0].UpstreamModel.ShouldBe($"{snapshot.Options.MaxRequestBytes}");
                seen.Add(snapshot.Options.MaxRequestBytes);
                Thread.Yield();
            }

            return seen.Count;
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
            await Task.Delay(20);
        }
    }

    private void AssertKept(Snapshot old)
    {
        _bench.Store.Current.ShouldBeSameAs(old);
        _bench.Store.Version.ShouldBe(old.Version);
        _bench.Replaced.ShouldBeEmpty();
        _bench.Store.FailedReloads.ShouldBe(1);
        _bench.Store.Problems.ShouldNotBeEmpty();
        var errors = _bench.Log.Lines.Where(l => l.Level == LogLevel.Error).Select(l => l.Text).ToList();
        errors[0].ShouldContain($"{old.Version} stays in force");
        foreach (var problem in _bench.Store.Problems)
        {
            errors.ShouldContain(l => l.Contains(problem.Path, StringComparison.Ordinal) && l.Contains(problem.Message, StringComparison.Ordinal));
        }
    }
}
