using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiGateway.Tests.Promises;

/// <summary>K5, K6: a change of the configuration's file, good or bad, under a running gateway.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;
    private TestGateway _gateway = null!;

    public static TheoryData<string> Faults => ["broken", "truncated", "empty", "wrong type", "unknown field", "missing provider", "deleted", "a folder", "binary"];

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        _gateway = await TestGateway.StartAsync(Configuration("first"));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_file_that_went_bad_leaves_the_old_configuration_in_force_until_it_is_good_again(string fault)
    {
        var version = await AskAsync("first");

        Spoil(fault);

        (await _gateway.WaitForLogAsync("is not used", 20)).ShouldContain($"{version} stays in force");
        (await _gateway.WaitForLogAsync("Configuration error at", 20)).ShouldNotContain(_provider.Key);
        (await AskAsync("first")).ShouldBe(version);
        (await _gateway.Client.GetAsync("/health/ready")).IsSuccessStatusCode.ShouldBeTrue();

        Mend("second");

        await _gateway.WaitForLogAsync("is in force", 20);
        (await AskAsync("second")).ShouldNotBe(version);
        (await _gateway.ChatAsync("first")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_file_that_is_written_in_two_halves_takes_over_when_it_is_whole()
    {
        var version = await AskAsync("first");
        var whole = JsonSerializer.Serialize(Configuration("second"));
        await using (var file = new StreamWriter(new FileStream(_gateway.ConfigFile, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)))
        {
            await file.WriteAsync(whole[..(whole.Length / 2)]);
            await file.FlushAsync();
            await _gateway.WaitForLogAsync("is not used", 20);
            (await AskAsync("first")).ShouldBe(version);
            await file.WriteAsync(whole[(whole.Length / 2)..]);
        }

        await _gateway.WaitForLogAsync("is in force", 20);
        (await AskAsync("second")).ShouldNotBe(version);
    }

    [Fact]
    public async Task A_stream_ends_under_the_configuration_it_began_with()
    {
        _provider.Next(FakeAnswer.Text("one ", "two ", "three ", "four").Paced(TimeSpan.FromMilliseconds(300)));
        var old = _gateway.ConfigVersion;
        var response = await _gateway.StreamAsync("first");

        Mend("second");
        Reload();
        // The name is gone and the provider has another key by now.
        (await AskAsync("second")).ShouldNotBe(old);

        Chat.StreamedText(await response.Content.ReadAsStringAsync()).ShouldBe("one two three four");
        response.Header("x-aigateway-config").ShouldBe(old);
        (await _gateway.WaitForRequestLogAsync(response)).ShouldContain($"Config={old}");
    }

    [Fact]
    public async Task A_hundred_reloads_under_load_fail_no_request_and_open_no_connections()
    {
        const int Workers = 8;
        const int Reloads = 100;
        _provider.When(request => request.BodyText.Contains("a long one", StringComparison.Ordinal), FakeAnswer.Text("one ", "two ", "three ", "four").Paced(TimeSpan.FromMilliseconds(400)));
        using var stop = new CancellationTokenSource();
        var served = 0;
        var workers = Enumerable.Range(0, Workers).Select(async worker =>
        {
            while (!stop.IsCancellationRequested)
            {
                var response = await _gateway.ChatAsync("always", stream: worker % 2 == 0);
                var body = await response.Content.ReadAsStringAsync();
                ((int)response.StatusCode).ShouldBe(200, body);
                body.ShouldContain(worker % 2 == 0 ? "[DONE]" : "\"finish_reason\"");
                Interlocked.Increment(ref served);
            }
        }).ToArray();
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref served) > Workers);
        var old = _gateway.ConfigVersion;
        using var inFlight = await _gateway.StreamAsync("always", "a long one");

        var versions = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Reloads; i++)
        {
            Mend($"name-{i}");
            Reload();
            versions.Add(await AskAsync($"name-{i}"));
        }

        await stop.CancelAsync();
        await Task.WhenAll(workers);
        versions.Count.ShouldBe(Reloads);
        served.ShouldBeGreaterThan(Reloads);
        Chat.StreamedText(await inFlight.Content.ReadAsStringAsync()).ShouldBe("one two three four");
        inFlight.Header("x-aigateway-config").ShouldBe(old);
        (await _gateway.WaitForRequestLogAsync(inFlight)).ShouldContain($"Config={old}");
        // As many as there are requests at a time, and some that were opened for a request which then found a free one.
        _provider.ConnectionsSeen.ShouldBeLessThanOrEqualTo(2 * (Workers + 2));
        _gateway.LogLines.ShouldNotContain(line => line.StartsWith("Error:", StringComparison.Ordinal));
    }

    private object Configuration(string name) => Config.For(_provider, new Dictionary<string, string> { [name] = "up/gpt-4o-mini", ["always"] = "up/gpt-4o-mini" });

    private async Task<string> AskAsync(string model)
    {
        var response = await _gateway.ChatAsync(model);
        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
        return response.Header("x-aigateway-config").ShouldNotBeNull();
    }

    /// <summary>Reads the file now, as the watcher will a moment later.</summary>
    private void Reload() =>
        _gateway.Services.GetServices<IHostedService>().OfType<ConfigurationReloader<GatewayConfig>>().ShouldHaveSingleItem().Reload().ShouldBeTrue();

    private void Spoil(string fault)
    {
        var sound = File.ReadAllText(_gateway.ConfigFile);
        switch (fault)
        {
            case "deleted":
                File.Delete(_gateway.ConfigFile);
                break;
            case "a folder":
                File.Delete(_gateway.ConfigFile);
                Directory.CreateDirectory(_gateway.ConfigFile);
                break;
            case "binary":
                File.WriteAllBytes(_gateway.ConfigFile, [0, 1, 2, 0xFF, 0xFE, 0]);
                break;
            default:
                File.WriteAllText(_gateway.ConfigFile, fault switch
                {
                    "broken" => sound + "}",
                    "truncated" => sound[..^10],
                    "empty" => "",
                    "wrong type" => """{ "Gateway": { "MaxRequestBytes": "many" } }""",
                    "unknown field" => """{ "Gateway": { "Typo": 1 } }""",
                    "missing provider" => """{ "Gateway": { "Models": { "first": "nobody/x" } } }""",
                    _ => throw new ArgumentOutOfRangeException(nameof(fault)),
                });
                break;
        }
    }

    /// <summary>Puts a good file in its place at one stroke.</summary>
    private void Mend(string name)
    {
        if (Directory.Exists(_gateway.ConfigFile))
        {
            Directory.Delete(_gateway.ConfigFile);
        }

        var next = Path.Combine(_gateway.Folder, "next.json");
        File.WriteAllText(next, JsonSerializer.Serialize(Configuration(name)));
        File.Move(next, _gateway.ConfigFile, overwrite: true);
    }
}
