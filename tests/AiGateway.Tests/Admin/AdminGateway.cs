using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiGateway.Admin;
using AiGateway.Management;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Admin;

/// <summary>A gateway with a store of its own and an admin API on a free port, entered by the one-time token as an operator would.</summary>
internal sealed class AdminGateway : IAsyncDisposable
{
    private readonly StringWriter _console;

    private AdminGateway(TestGateway gateway, StringWriter console)
    {
        Gateway = gateway;
        _console = console;
        Server = gateway.Services.GetRequiredService<AdminServer>();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 }) { BaseAddress = new Uri(Server.Addresses[0]), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>The gateway itself.</summary>
    public TestGateway Gateway { get; }

    /// <summary>What runs the admin API.</summary>
    public AdminServer Server { get; }

    /// <summary>A client of the admin API without any credential.</summary>
    public HttpClient Client { get; }

    /// <summary>What was printed past the log.</summary>
    public string Console => _console.ToString();

    /// <summary>An admin's token.</summary>
    public string Admin { get; private set; } = "";

    /// <summary>An operator's token.</summary>
    public string Operator { get; private set; } = "";

    /// <summary>A viewer's token.</summary>
    public string Viewer { get; private set; } = "";

    /// <summary>Starts one with tokens of every role.</summary>
    public static async Task<AdminGateway> StartAsync(
        object? gateway = null, Action<IServiceCollection>? services = null, IReadOnlyDictionary<string, string>? environment = null, object? connections = null)
    {
        var admin = await StartFreshAsync(gateway, services, environment, connections);
        var (_, made) = await admin.SendAsync("POST", "/admin/bootstrap", await admin.BootstrapTokenAsync(), new { name = "first" });
        admin.Admin = made.GetProperty("text").GetString()!;
        admin.Operator = await admin.CreateTokenAsync("operator");
        admin.Viewer = await admin.CreateTokenAsync("viewer");
        return admin;
    }

    /// <summary>Starts one into which nobody has come yet.</summary>
    public static async Task<AdminGateway> StartFreshAsync(
        object? gateway = null, Action<IServiceCollection>? services = null, IReadOnlyDictionary<string, string>? environment = null, object? connections = null)
    {
        var console = new StringWriter();
        var started = await TestGateway.StartAsync(
            new { Gateway = gateway ?? new { Storage = new { Sqlite = "data/test.db" } }, ConnectionStrings = connections ?? new { } },
            environment,
            services: collection =>
            {
                collection.AddSingleton(new OperatorConsole(console));
                services?.Invoke(collection);
            });
        return new AdminGateway(started, console);
    }

    /// <summary>The one-time token, as soon as it was printed.</summary>
    public async Task<string> BootstrapTokenAsync()
    {
        await Eventually.BecomesTrueAsync(() => Console.Contains("agw-admin-", StringComparison.Ordinal));
        return Console[Console.IndexOf("agw-admin-", StringComparison.Ordinal)..].Split('\n', 2)[0].Trim();
    }

    /// <summary>Puts another one-time token into the store, as if the first had not been used.</summary>
    public async Task<string> AnotherBootstrapTokenAsync()
    {
        var issued = Gateway.Services.GetRequiredService<AdminTokenManagement>().Issue("bootstrap", AdminRole.Admin, null, isBootstrap: true);
        await Gateway.Services.GetRequiredService<Database>().ChangeAsync(
            async session =>
            {
                await session.Tokens.InsertAsync(issued.Token);
                return true;
            },
            CancellationToken.None);
        return issued.Text;
    }

    /// <summary>Makes a token.</summary>
    public async Task<string> CreateTokenAsync(string role)
    {
        var (status, made) = await SendAsync("POST", "/admin/tokens", Admin, new { name = role, role });
        status.ShouldBe(HttpStatusCode.Created);
        return made.GetProperty("text").GetString()!;
    }

    /// <summary>Sends a request and reads the answer as JSON.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="token">The token; null for none.</param>
    /// <param name="body">What to send as JSON; a text as it is.</param>
    /// <param name="headers">Further headers.</param>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(string method, string path, string? token, object? body = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendRawAsync(method, path, token, body, headers);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    /// <summary>Sends a request.</summary>
    public Task<HttpResponseMessage> SendRawAsync(string method, string path, string? token, object? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null || method is "POST" or "PUT" or "PATCH")
        {
            request.Content = new StringContent(body as string ?? (body is null ? "" : JsonSerializer.Serialize(body)), Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Gateway.DisposeAsync();
        await _console.DisposeAsync();
    }
}
