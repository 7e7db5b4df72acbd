using System.Diagnostics;
using System.Text.Json;
using AiGateway.Clients.Fakes;

namespace AiGateway.Clients.Gateway;

/// <summary>npm's <c>openai</c> in one Node process, which <c>node/gateway.mjs</c> runs.</summary>
public sealed class NpmSdk : ISdk, IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly Task<string> _complaints;
    private readonly SemaphoreSlim _turn = new(1);

    private NpmSdk(Process process)
    {
        _process = process;
        _complaints = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts Node, and installs the packages where they are missing.</summary>
    public static async Task<NpmSdk> StartAsync()
    {
        var start = new ProcessStartInfo("node", ["gateway.mjs"])
        {
            WorkingDirectory = await NodeSdk.FolderAsync(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return new NpmSdk(Process.Start(start)!);
    }

    /// <inheritdoc/>
    public async Task<JsonElement> RunAsync(SdkCall call)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new
            {
                operation = call.Operation,
                baseUrl = call.BaseUrl.AbsoluteUri.TrimEnd('/'),
                key = call.Key,
                model = call.Model,
                prompt = call.Prompt,
                maxRetries = call.MaxRetries,
                timeout = call.Timeout?.TotalMilliseconds,
                effort = call.Effort,
            }));
            await _process.StandardInput.FlushAsync();
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit)
                ?? throw new InvalidOperationException($"Node ended: {await _complaints}");
            var answer = JsonElement.Parse(line);
            return answer.TryGetProperty("broken", out var broken)
                ? throw new InvalidOperationException($"The operation '{call.Operation}' broke: {broken.GetString()}")
                : answer.GetProperty("result");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _complaints;
        _process.Dispose();
        _turn.Dispose();
    }
}
