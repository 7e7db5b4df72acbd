using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Routing;

/// <summary>Two fakes, <c>one</c> and <c>two</c>, and gateways before them with whatever targets a test is about.</summary>
public abstract class RoutingSetup : IAsyncLifetime
{
    /// <summary>What every target asks the fakes for, unless it says otherwise.</summary>
    protected const string UpstreamModel = "gpt-4o-mini";

    internal FakeProvider One { get; private set; } = null!;

    internal FakeProvider Two { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        One = await FakeProvider.StartAsync(Dialect.OpenAI);
        Two = await FakeProvider.StartAsync(Dialect.OpenAI);
    }

    public virtual async Task DisposeAsync()
    {
        await One.DisposeAsync();
        await Two.DisposeAsync();
    }

    /// <summary>A gateway whose models are given by name, as they stand in the configuration.</summary>
    internal Task<TestGateway> GatewayAsync(object models, object? keys = null, object? cooldown = null) => TestGateway.StartAsync(new
    {
        Gateway = new
        {
            Providers = new { one = Config.Provider(One), two = Config.Provider(Two) },
            Models = models,
            VirtualKeys = keys ?? new { },
            Cooldown = cooldown ?? new { },
        },
    });

    /// <summary>A chat request's JSON.</summary>
    internal static string Body(string model, string text = "Hello", bool stream = false, Action<JsonObject>? more = null)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["stream"] = stream,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
        };
        more?.Invoke(body);
        return body.ToJsonString();
    }

    /// <summary>Sends a chat request and tells the provider that answered.</summary>
    internal static async Task<string?> AskAsync(TestGateway gateway, string body, params (string Name, string Value)[] headers)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", body, headers);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return response.Header("x-aigateway-provider");
    }

    /// <summary>Adds a picture to a request.</summary>
    internal static void AddPicture(JsonObject body) => body["messages"]![0]!["content"] = JsonSerializer.SerializeToNode(new object[]
    {
        new { type = "text", text = "What is this?" },
        new { type = "image_url", image_url = new { url = "data:image/png;base64,iVBORw0KGgo=" } },
    });

    /// <summary>Adds a tool to a request.</summary>
    internal static void AddTool(JsonObject body) => body["tools"] = JsonSerializer.SerializeToNode(new[]
    {
        new { type = "function", function = new { name = "look", parameters = new { type = "object", properties = new { } } } },
    });
}
