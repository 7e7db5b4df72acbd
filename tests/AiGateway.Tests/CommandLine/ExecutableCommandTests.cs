using System.Diagnostics;
using System.Net;
using AiGateway.Tests.Configuration;
using AiGateway.Tests.Observability;

namespace AiGateway.Tests.CommandLine;

/// <summary>The real executable: its commands in processes of their own, beside one that serves.</summary>
public sealed class ExecutableCommandTests
{
    private static readonly string[] WithStore = ["--Gateway:Storage:Timeout=20s", "--Gateway:Admin:Enabled=false", "--urls", "http://127.0.0.1:0"];

    [Fact]
    public async Task It_serves_by_the_word_too_and_a_key_made_beside_it_works_until_it_is_revoked()
    {
        var folder = Directory.CreateTempSubdirectory("aigateway-command-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), "{}");
            await using var serving = GatewayProcess.Command(["serve", "--contentRoot", folder, .. WithStore]);
            using var client = new HttpClient { BaseAddress = await serving.WaitForAddressAsync() };

            var key = (await RunAsync(folder, null, "keys", "create", "shop")).Output.Trim();
            await BecomesAsync(client, key, HttpStatusCode.OK);
            await RunAsync(folder, null, "keys", "revoke", key.Split('-')[2]);
            await BecomesAsync(client, key, HttpStatusCode.Unauthorized);

            var record = await RunAsync(folder, null, "audit", "list");
            record.Output.ShouldContain("key.revoke");
            record.Output.ShouldNotContain(key);
            serving.Output.ShouldNotContain(line => line.Contains(key, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_secret_is_on_no_command_line_and_in_no_output()
    {
        const string Value = "sk-canary-executable-8Kq2";
        var folder = Directory.CreateTempSubdirectory("aigateway-command-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), "{}");

            var set = await RunAsync(folder, Value, "secrets", "set", "openai");
            var listed = await RunAsync(folder, null, "secrets", "list");

            set.Output.ShouldContain("store:openai");
            listed.Output.ShouldContain("openai");
            foreach (var text in (string[])[set.Output, set.Errors, set.CommandLine, listed.Output, listed.Errors])
            {
                text.ShouldNotContain("canary");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task It_tells_its_version_and_its_exit_codes_are_those_of_the_help()
    {
        var folder = Directory.CreateTempSubdirectory("aigateway-command-").FullName;
        try
        {
            (await RunAsync(folder, null, "--version")).Output.Trim().ShouldBe(RepositoryFiles.Read("Directory.Build.props").Split("<Version>")[1].Split("</Version>")[0]);
            (await RunAsync(folder, null, "valdate")).Code.ShouldBe(2);
            (await RunAsync(folder, null, "keys", "list", "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Database=x;Username=x", "--Gateway:Storage:Timeout=1s")).Code
                .ShouldBe(1, "it has no master key");
            await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), "{ \"Gateway\": { \"Typo\": 1 } }");
            var refused = await RunAsync(folder, null, "validate");
            refused.Code.ShouldBe(1);
            refused.Output.ShouldContain("Gateway:Typo");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Code, string Output, string Errors, string CommandLine)> RunAsync(string folder, string? input, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "aigateway.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("AIGATEWAY", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Gateway__", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();

        // What any other process of the machine can read while it waits for its input.
        var commandLine = OperatingSystem.IsLinux() ? await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline") : "";
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await errors, commandLine);
    }

    private static async Task BecomesAsync(HttpClient client, string key, HttpStatusCode wanted)
    {
        var last = default(HttpStatusCode);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(6) && last != wanted; await Task.Delay(50))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
            {
                Content = new StringContent("""{"model":"mock/echo","messages":[{"role":"user","content":"Hi"}]}""", System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            using var answer = await client.SendAsync(request);
            last = answer.StatusCode;
        }

        last.ShouldBe(wanted);
    }
}
