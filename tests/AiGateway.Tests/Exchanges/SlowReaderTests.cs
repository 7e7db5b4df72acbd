using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace AiGateway.Tests.Exchanges;

/// <summary>A caller that does not read holds neither the provider's stream nor memory (promise B3).</summary>
public class SlowReaderTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Is_given_up_and_the_provider_with_it()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        var line = OpenAIFrames.Content(new string('x', 16 * 1024));
        provider.Always(Fault.Frames(OpenAIFrames.Role, line) with { Ending = WireEnding.Repeat });
        var folder = Directory.CreateTempSubdirectory("aigateway-test-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), System.Text.Json.JsonSerializer.Serialize(Pools.Configuration(new Knobs(), Target.To(provider))));
        await using var app = GatewayHost.Build(
            ["--contentRoot", folder, "--urls", "http://127.0.0.1:0", .. StoreSwitches.For("")], TextWriter.Null, new ReaderEnvironment { BaseDirectory = folder, Variable = _ => null },
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<TimeProvider>(new Impatient());
            })!;
        await app.StartAsync();
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        using var caller = await RawClient.ConnectAsync(port);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var body = $$"""{"model":"{{Pools.Model}}","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";
        await caller.WriteAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var request = await provider.WaitForRequestAsync();
        await request.Aborted.WaitAsync(TimeSpan.FromSeconds(20));

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"The provider had sent {request.BytesSent >> 10} KiB; the managed heap grew by {grown >> 10} KiB.");
        grown.ShouldBeLessThan(32 << 20);
        await app.StopAsync(new CancellationToken(canceled: true));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Real time, but for the deadline of a write: half a second takes its place.</summary>
    private sealed class Impatient : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == ResponseGate.WriteDeadline ? TimeSpan.FromMilliseconds(500) : dueTime, period);
    }
}
