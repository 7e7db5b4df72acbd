using System.Diagnostics;
using System.Globalization;
using System.Net;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Observability;

namespace AiGateway.Tests.Promises;

/// <summary>H12: other processes of the gateway's user cannot read its memory or environment, and no crash writes them down.</summary>
public sealed class MemoryGuardTests
{
    /// <summary>The user "nobody", as whom the gateway runs where the tests run as root: root may read everything anyhow.</summary>
    private const int Nobody = 65534;

    private static readonly Dictionary<string, string> Confided = new(StringComparer.Ordinal) { ["OPENAI_API_KEY"] = "sk-canary-in-the-environment" };

    [Fact]
    public async Task What_proc_shows_of_it_is_root_s_and_closed_to_its_own_user_and_it_works_as_ever()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var process = Start(Confided);
        var address = await process.WaitForAddressAsync();

        foreach (var file in (string[])["environ", "mem", "maps"])
        {
            var path = $"/proc/{process.Id}/{file}";
            (await RunAsync("stat", "-c", "%u", path)).Output.Trim().ShouldBe("0", path);
        }

        (await ReadEnvironmentAsync(process)).ShouldNotContain("canary");

        using var client = new HttpClient { BaseAddress = address };
        using var body = new StringContent("""{"model":"mock/echo","messages":[{"role":"user","content":"Hello"}]}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/v1/chat/completions", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.TextAsync()).ShouldNotBeNullOrEmpty();
        await using (var probe = GatewayProcess.Command("health", address.AbsoluteUri))
        {
            (await probe.WaitForExitAsync()).ShouldBe(0);
        }

        await process.TerminateAsync();
        (await process.WaitForExitAsync()).ShouldBe(0);
        process.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_variable_leaves_everything_open_to_its_own_user()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var process = Start(new Dictionary<string, string>(Confided, StringComparer.Ordinal) { [MemoryGuard.Variable] = "1" });
        await process.WaitForAddressAsync();

        var owner = Environment.UserName == "root" ? Nobody.ToString(CultureInfo.InvariantCulture) : (await RunAsync("id", "-u")).Output.Trim();
        (await RunAsync("stat", "-c", "%u", $"/proc/{process.Id}/environ")).Output.Trim().ShouldBe(owner);
    }

    private static GatewayProcess Start(Dictionary<string, string> environment) =>
        Environment.UserName == "root" ? GatewayProcess.StartAs(Nobody, new { }, environment) : GatewayProcess.Start(new { }, environment);

    /// <summary>What another process of the gateway's user gets to see of its environment.</summary>
    private static async Task<string> ReadEnvironmentAsync(GatewayProcess process)
    {
        var number = Nobody.ToString(CultureInfo.InvariantCulture);
        string[] user = Environment.UserName == "root" ? ["setpriv", "--reuid", number, "--regid", number, "--clear-groups"] : ["env"];
        var (code, output) = await RunAsync([.. user, "cat", $"/proc/{process.Id}/environ"]);
        code.ShouldNotBe(0);
        return output;
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
