using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Promises;

namespace AiGateway.Tests.Authentication;

/// <summary>What a key may use, held against every path that there is: surfaces, lists of models, routes of the operator's own; and what is said of it.</summary>
public sealed class PermissionTests : IAsyncLifetime
{
    private const string Chat = "kChatT2xW9pLs4ZzR8mYb3nHcA";
    private const string Lists = "kListT2xW9pLs4ZzR8mYb3nHcB";
    private const string Routes = "kRoutT2xW9pLs4ZzR8mYb3nHcC";
    private const string Staff = "kStafT2xW9pLs4ZzR8mYb3nHcD";
    private const string Everything = "kEverT2xW9pLs4ZzR8mYb3nHcE";

    private FakeProvider _provider = null!;
    private RawServer _own = null!;
    private TestGateway _gateway = null!;

    public static TheoryData<string, string> Calls
    {
        get
        {
            var calls = new TheoryData<string, string>();
            foreach (var key in (string[])[Chat, Lists, Routes, Everything])
            {
                foreach (var path in (string[])["/v1/chat/completions", "/v1/embeddings", "/v1/models", "/v1/models/m", "/own", "/open"])
                {
                    calls.Add(key, path);
                }
            }

            return calls;
        }
    }

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        _own = RawServer.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        });
        _gateway = await TestGateway.StartAsync(new
        {
            Gateway = new
            {
                Providers = new { up = Config.Provider(_provider) },
                Models = new { m = "up/gpt-4o-mini", other = "mock/echo", third = "mock/echo", e = "up/text-embedding-3-small" },
                Teams = new { web = new { Models = new[] { "m", "other", "mock/*" }, Tags = new[] { "of-team" } } },
                VirtualKeys = new
                {
                    chat = new { Value = Chat, Surfaces = new[] { "chat" } },
                    lists = new { Value = Lists, Surfaces = new[] { "models", "embeddings" } },
                    routes = new { Value = Routes, Surfaces = new[] { "routes" } },
                    staff = new { Value = Staff, Name = "Staff's key", Team = "web", User = "ann", Tags = new[] { "of-key" }, Models = new[] { "m", "*ird" } },
                    everything = Everything,
                },
            },
            ReverseProxy = new
            {
                Routes = new
                {
                    own = new { ClusterId = "own", AuthorizationPolicy = (string?)null, Match = new { Path = "/own" } },
                    open = new { ClusterId = "own", AuthorizationPolicy = (string?)"Anonymous", Match = new { Path = "/open" } },
                },
                Clusters = new { own = new { Destinations = new { only = new { Address = _own.Origin.AbsoluteUri } } } },
            },
        });
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _own.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_key_uses_its_surfaces_and_no_others(string key, string path)
    {
        var surface = path switch
        {
            "/v1/chat/completions" => "chat",
            "/v1/embeddings" => "embeddings",
            "/own" => "routes",
            "/open" => null,
            _ => "models",
        };
        string[] own = key switch
        {
            Chat => ["chat"],
            Lists => ["models", "embeddings"],
            Routes => ["routes"],
            _ => ["chat", "embeddings", "models", "routes"],
        };

        using var answer = await CallAsync(path, key);

        if (surface is null || own.Contains(surface))
        {
            answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            return;
        }

        (await answer.ShouldBeRefusedAsync(403, "surface_not_allowed")).GetProperty("message").GetString().ShouldNotBeNull().ShouldContain($"'{surface}'");
        _provider.HeadsSeen.ShouldBe(0);
        _own.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_surface_that_is_refused_is_refused_before_the_body_is_looked_at()
    {
        using var answer = await _gateway.PostAsync("/v1/chat/completions", "this is no JSON", ("api-key", Lists));

        await answer.ShouldBeRefusedAsync(403, "surface_not_allowed");
        (await _gateway.WaitForRequestLogAsync(answer)).ShouldContain(" Key=lists ");
    }

    [Fact]
    public async Task The_lists_of_models_are_what_key_and_team_allow_together()
    {
        (await ListAsync(Staff)).ShouldBe(["m"]);
        (await ListAsync(Everything)).ShouldContain("third");
        (await ListAsync(Lists)).ShouldContain("other");

        foreach (var model in (string[])["other", "third", "mock/echo", "nothing"])
        {
            await (await CallAsync($"/v1/models/{model}", Staff)).ShouldBeRefusedAsync(404, "model_not_found");
        }

        async Task<IEnumerable<string?>> ListAsync(string key) =>
            [.. (await (await CallAsync("/v1/models", key)).JsonAsync()).GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString())];
    }

    [Theory]
    [InlineData("other", "This key may not use the model 'other'.")]
    [InlineData("third", "This team may not use the model 'third'.")]
    [InlineData("mock/echo", "This key may not use the model 'mock/echo'.")]
    public async Task A_refusal_says_who_forbids_the_model(string model, string message)
    {
        var error = await (await _gateway.ChatAsync(model, "Hi", false, ("api-key", Staff))).ShouldBeRefusedAsync(403, "model_not_allowed");

        error.GetProperty("message").GetString().ShouldBe(message);
        error.GetProperty("param").GetString().ShouldBe("model");
    }

    [Fact]
    public async Task The_log_names_key_team_user_and_tags_of_a_surface_and_of_a_route()
    {
        var answer = await _gateway.ChatAsync("m", "Hi", false, ("api-key", Staff), ("x-aigateway-tags", "night, of-key,  , batch"));
        var refused = await _gateway.ChatAsync("nothing", "Hi", false, ("api-key", Staff));
        (await CallAsync("/own", Staff)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _gateway.WaitForRequestLogAsync(answer)).ShouldContain(" Key=staff KeyName=Staff's key Team=web User=ann Tags=of-key,of-team,night,batch ");
        (await _gateway.WaitForRequestLogAsync(refused)).ShouldContain(" Key=staff KeyName=Staff's key Team=web User=ann Tags=of-key,of-team ");
        (await _gateway.WaitForLogAsync("route=operator")).ShouldContain("GET /own 204 key=staff KeyName=Staff's key Team=web User=ann Tags=of-key,of-team ");
    }

    [Fact]
    public async Task A_key_of_a_user_speaks_for_no_other()
    {
        await (await _gateway.ChatAsync("m", "Hi", false, ("api-key", Staff), ("x-aigateway-user", "bob"))).ShouldBeRefusedAsync(403, "user_mismatch");
        (await _gateway.ChatAsync("m", "Hi", false, ("api-key", Staff), ("x-aigateway-user", "ann"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        var free = await _gateway.ChatAsync("m", "Hi", false, ("api-key", Everything), ("x-aigateway-user", "bob"));
        (await _gateway.WaitForRequestLogAsync(free)).ShouldContain(" Key=everything User=bob ");
        _provider.Requests.Count.ShouldBe(2);
    }

    private async Task<HttpResponseMessage> CallAsync(string path, string key)
    {
        if (path.StartsWith("/v1/models", StringComparison.Ordinal) || path.StartsWith("/o", StringComparison.Ordinal))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("api-key", key);
            return await _gateway.Client.SendAsync(request);
        }

        return path == "/v1/embeddings"
            ? await _gateway.PostAsync(path, """{"model":"e","input":"Hi"}""", ("api-key", key))
            : await _gateway.PostAsync(path, """{"model":"m","messages":[{"role":"user","content":"Hi"}]}""", ("api-key", key));
    }
}
