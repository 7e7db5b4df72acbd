using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises;

/// <summary>H7: a provider's key is exchanged under load, and no request fails for it.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
{
    private const int AtATime = 20;
    private const string NewKey = "the-key-that-comes";

    private FakeProvider _provider = null!;
    private TestGateway _gateway = null!;

    private string OldKey => _provider.Key;

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        _provider.AcceptedKeys.Add(NewKey);
        _provider.Always(FakeAnswer.Text("one ", "two ", "three"));
        _provider.When(request => request.BodyText.Contains("a long one", StringComparison.Ordinal), StreamText.Long.Paced(TimeSpan.FromMilliseconds(250)));
        _gateway = await TestGateway.StartAsync(Configuration(OldKey));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task From_the_old_key_over_both_to_the_new_one()
    {
        await using var load = new SteadyLoad(_gateway, "m", "one two three", AtATime);
        await load.ServeAsync(40);
        using var begun = await _gateway.StreamAsync("m", "a long one");
        var beginning = _provider.Requests.Single(r => r.BodyText.Contains("a long one", StringComparison.Ordinal));

        await UseAsync(OldKey, NewKey);
        await load.ServeAsync(100);
        await UseAsync(NewKey);
        beginning.Ended.IsCompleted.ShouldBeFalse("the stream must outlast the exchange, or it shows nothing");

        // Requests that began under the old configuration may still be on their way: each worker ends two before the key goes.
        await load.TurnOverAsync();
        StreamText.ShouldBeClean(await begun.Content.ReadAsStringAsync(), StreamText.Long.Parts[0].Whole);
        _provider.AcceptedKeys.Remove(OldKey);
        var revokedAt = _provider.Requests.Count;
        await load.ServeAsync(100);
        await load.StopAsync();

        load.Failures.ShouldBeEmpty();
        beginning.Key.ShouldBe(OldKey);
        _provider.Requests.Skip(revokedAt).Select(r => r.Key).Distinct().ShouldBe([NewKey]);
        _provider.Requests.ShouldAllBe(r => r.Status == 200);
        _gateway.LogLines.ShouldNotContain(line => line.Contains(NewKey, StringComparison.Ordinal) || line.Contains(OldKey, StringComparison.Ordinal));
    }

    /// <summary>As it goes where nobody planned it: the provider refuses one of two keys in the middle of the load.</summary>
    [Fact]
    public async Task A_key_that_is_revoked_while_there_is_another()
    {
        await UseAsync(OldKey, NewKey);
        await using var load = new SteadyLoad(_gateway, "m", "one two three", AtATime);
        await load.ServeAsync(100);

        _provider.AcceptedKeys.Remove(OldKey);
        await load.ServeAsync(200);
        await load.StopAsync();

        load.Failures.ShouldBeEmpty();
        // Those under way at that moment may find out at the same time; then the key rests.
        _provider.Requests.Count(r => r.Status == 401).ShouldBeInRange(1, AtATime);
    }

    private async Task UseAsync(params string[] keys)
    {
        var old = _gateway.ConfigVersion;
        var next = Path.Combine(_gateway.Folder, "next.json");
        await File.WriteAllTextAsync(next, JsonSerializer.Serialize(Configuration(keys)));
        File.Move(next, _gateway.ConfigFile, overwrite: true);
        await Eventually.BecomesTrueAsync(() => _gateway.ConfigVersion != old);
    }

    private object Configuration(params string[] keys) => new
    {
        Gateway = new
        {
            Providers = new { up = new { Type = "OpenAI", BaseUrl = _provider.BaseUrl.AbsoluteUri, ApiKeys = keys, AllowPrivateNetwork = true } },
            Models = new { m = "up/gpt-4o-mini" },
        },
    };
}
