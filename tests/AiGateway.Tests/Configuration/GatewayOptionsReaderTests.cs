using AiGateway.Configuration;
using Microsoft.Extensions.Configuration;

namespace AiGateway.Tests.Configuration;

public sealed class GatewayOptionsReaderTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "Gateway": null }""")]
    [InlineData("""{ "Gateway": {} }""")]
    [InlineData("""{ "Gateway": { "Providers": {}, "Models": null, "VirtualKeys": [], "Log": {} } }""")]
    public void Nothing_configured_is_the_defaults(string json)
    {
        var options = _bench.Sound(json);

        options.Providers.Keys.ShouldBe(["mock"]);
        options.Providers["mock"].Type.ShouldBe(ProviderType.Mock);
        options.Models.ShouldBeEmpty();
        options.VirtualKeys.ShouldBeEmpty();
        options.AllowDirectModels.ShouldBeTrue();
        options.MaxRequestBytes.ShouldBe(33_554_432);
        options.AnswerHeaders.ShouldBeTrue();
        options.Log.ShouldBe(new LogOptions { Format = LogFormat.Console, Requests = true });
        options.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Every_field_is_read()
    {
        _bench.Variables["KEY_A"] = "provider-key-a";
        _bench.Variables["SHOP"] = ConfigBench.StrongKey;
        File.WriteAllText(Path.Combine(_bench.Folder, "key-b"), "provider-key-b\n");

        var options = _bench.Sound("""
            {
              "Gateway": {
                "Providers": {
                  "main": { "Type": "openai", "BaseUrl": "https://proxy.example.com/v1", "ApiKeys": [ "env:KEY_A", { "Value": "file:key-b", "Weight": 2 } ],
                            "Headers": { "OpenAI-Organization": "org-1", "x-note": "env:KEY_A" } },
                  "local": { "Type": "OpenAICompatible", "Preset": "Ollama", "BaseUrl": "http://127.0.0.1:11434/v1", "AllowPrivateNetwork": true }
                },
                "Models": {
                  "gpt-*": "main/*",
                  "fast": {
                    "Targets": [ { "Model": "main/gpt-4o-mini", "Weight": 3 }, "local/llama3:8b", { "Model": "mock/echo", "Tier": 2 } ],
                    "Timeouts": { "Connect": "500ms", "FirstToken": "30s", "Idle": "1m", "Total": "00:05:00" },
                    "KeepAlive": "0s",
                    "Strict": true
                  },
                  "llama": { "Name": "llama3:8b", "Targets": { "one": "local/llama3:8b" } }
                },
                "VirtualKeys": { "shop": { "Value": "env:SHOP", "Models": [ "fast", "gpt-*", "mock/echo" ], "Enabled": false } },
                "AllowDirectModels": true,
                "MaxRequestBytes": 1000,
                "AnswerHeaders": false,
                "Log": { "Format": "json", "Requests": false }
              }
            }
            """);

        var main = options.Providers["MAIN"];
        main.Type.ShouldBe(ProviderType.OpenAI);
        main.BaseUrl.ShouldBe(new Uri("https://proxy.example.com/v1"));
        main.ApiKeys.Select(k => (k.Value.Reveal(), k.Weight)).ShouldBe([("provider-key-a", 1), ("provider-key-b", 2)]);
        main.Headers["openai-organization"].Reveal().ShouldBe("org-1");
        main.Headers["x-note"].Reveal().ShouldBe("provider-key-a");
        options.Providers["local"].Preset.ShouldBe("ollama");
        options.Providers["local"].AllowPrivateNetwork.ShouldBeTrue();

        options.Models.Keys.ShouldBe(["fast", "gpt-*", "llama3:8b"], ignoreOrder: true);
        var fast = options.Models["fast"];
        fast.Targets.ShouldBe(
        [
            new TargetOptions { Provider = "main", UpstreamModel = "gpt-4o-mini", Weight = 3 },
            new TargetOptions { Provider = "local", UpstreamModel = "llama3:8b" },
            new TargetOptions { Provider = "mock", UpstreamModel = "echo", Tier = 2 },
        ]);
        fast.Timeouts.ShouldBe(new TimeoutOptions
        {
            Connect = TimeSpan.FromMilliseconds(500),
            FirstToken = TimeSpan.FromSeconds(30),
            Idle = TimeSpan.FromMinutes(1),
            Total = TimeSpan.FromMinutes(5),
        });
        fast.KeepAlive.ShouldBe(TimeSpan.Zero);
        fast.Strict.ShouldBeTrue();

        var defaults = options.Models["gpt-*"];
        defaults.Timeouts.ShouldBe(new TimeoutOptions
        {
            Connect = TimeSpan.FromSeconds(3),
            FirstToken = TimeSpan.FromSeconds(120),
            Idle = TimeSpan.FromSeconds(60),
            Total = TimeSpan.FromMinutes(10),
        });
        defaults.KeepAlive.ShouldBe(TimeSpan.FromSeconds(15));

        var shop = options.VirtualKeys["shop"];
        shop.Value.ShouldNotBeNull().Reveal().ShouldBe(ConfigBench.StrongKey);
        shop.Models.ShouldBe(["fast", "gpt-*", "mock/echo"]);
        shop.Enabled.ShouldBeFalse();
        options.MaxRequestBytes.ShouldBe(1000);
        options.AnswerHeaders.ShouldBeFalse();
        options.Log.ShouldBe(new LogOptions { Format = LogFormat.Json, Requests = false });
        options.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void All_problems_are_reported_at_once_with_their_paths()
    {
        var result = _bench.Read("""
            {
              "Gateway": {
                "Providers": { "openai": { "Type": "OpenAi2", "BaseURI": "x" }, "b": { "Type": "Anthropic", "ApiKeys": [ "env:NOT_SET" ] } },
                "Models": { "fast": { "Targets": [ "mock/a", { "Model": "moc/b", "Weight": 0 } ], "Timeouts": { "Total": "10" } } },
                "VirtualKeys": { "k": { "Value": "short" } },
                "MaxRequestBytes": "10MB",
                "AnswerHeaders": "yes",
                "Log": { "Format": 1 },
                "Budgets": {}
              }
            }
            """);

        result.Options.ShouldBeNull();
        result.Problems.Select(p => p.Path).ShouldBe(
        [
            "Gateway:Providers:b:ApiKeys:0",
            "Gateway:Providers:openai:Type",
            "Gateway:Providers:openai:BaseURI",
            "Gateway:Models:fast:Targets:1:Weight",
            "Gateway:Models:fast:Targets:1:Model",
            "Gateway:Models:fast:Timeouts:Total",
            "Gateway:VirtualKeys:k:Value",
            "Gateway:MaxRequestBytes",
            "Gateway:AnswerHeaders",
            "Gateway:Log:Format",
            "Gateway:Budgets",
        ], ignoreOrder: true);
        Message("Gateway:Providers:openai:Type").ShouldContain("Did you mean `OpenAI`?");
        Message("Gateway:Providers:openai:BaseURI").ShouldContain("Did you mean `BaseUrl`?");
        Message("Gateway:Models:fast:Targets:1:Model").ShouldContain("Did you mean `mock`?");
        Message("Gateway:Models:fast:Timeouts:Total").ShouldContain("`10s`");
        Message("Gateway:Budgets").ShouldContain("Fields: Storage, Secrets, Providers, Models, AllowDirectModels, Teams, VirtualKeys, MaxRequestBytes, ");

        string Message(string path) => result.Problems.Single(p => p.Path == path).Message;
    }

    [Theory]
    [InlineData("Global")]
    [InlineData("Alerts")]
    public void What_later_versions_may_know_is_refused_until_then(string field) =>
        _bench.Problem(ConfigBench.Gateway($$"""  "{{field}}": { "x": 1 } """)).Path.ShouldBe($"Gateway:{field}");

    [Theory]
    [InlineData("Cache", "{ \"Ttl\": \"1h\" }")]
    public void Fields_of_models_that_do_nothing_yet_are_refused(string field, string value)
    {
        var problem = _bench.Problem(ConfigBench.Gateway($$"""  "Models": { "m": { "Targets": [ "mock/a" ], "{{field}}": {{value}} } } """));

        problem.Path.ShouldBe($"Gateway:Models:m:{field}");
        problem.Message.ShouldContain($"There is no field `{field}` here.");
    }

    [Theory]
    [InlineData("AiGateway")]
    [InlineData("Gatway")]
    [InlineData("Gateways")]
    public void A_section_that_was_meant_to_be_ours_is_refused(string name) =>
        _bench.Problem($$"""{ "{{name}}": { "Models": {} , "AllowDirectModels": false } }""").Message.ShouldContain("is called `Gateway`");

    [Fact]
    public void Sections_of_others_are_left_alone() =>
        _bench.Sound("""{ "ReverseProxy": { "Routes": {} }, "Serilog": { "X": 1 }, "Gate": "plain variable", "Logging": { "LogLevel": { "Default": "Debug" } } }""");

    [Fact]
    public void An_environment_variable_called_gateway_only_warns()
    {
        _bench.Overrides["GATEWAY"] = "10.0.0.1";

        _bench.Sound(ConfigBench.Gateway("\"AnswerHeaders\": false")).Warnings.ShouldHaveSingleItem().Path.ShouldBe("Gateway");
    }

    [Fact]
    public void Keys_of_the_configuration_are_case_insensitive_and_model_names_are_not()
    {
        var options = _bench.Sound("""{ "gateway": { "MODELS": { "Fast": { "targets": [ "Mock/A" ] } } } }""");

        options.Models.ContainsKey("Fast").ShouldBeTrue();
        options.Models.ContainsKey("fast").ShouldBeFalse();
        options.Models["Fast"].Targets[0].UpstreamModel.ShouldBe("A");
    }

    [Fact]
    public void A_later_source_overrides_single_fields_of_an_earlier_one()
    {
        _bench.Overrides["GATEWAY:MODELS:FAST:STRICT"] = "true";

        var options = _bench.Sound(
            ConfigBench.Gateway("""  "Models": { "fast": { "Targets": [ "mock/a" ], "KeepAlive": "20s" } } """),
            ConfigBench.Gateway("""  "Models": { "fast": { "KeepAlive": "30s" } } """));

        options.Models["fast"].Strict.ShouldBeTrue();
        options.Models["fast"].KeepAlive.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Null_takes_a_field_back_to_its_default()
    {
        var options = _bench.Sound(ConfigBench.Gateway("\"MaxRequestBytes\": 5"), ConfigBench.Gateway("\"MaxRequestBytes\": null"));

        options.MaxRequestBytes.ShouldBe(33_554_432);
    }

    [Theory]
    [InlineData("AnswerHeaders", "\"1\"", "neither true nor false")]
    [InlineData("AnswerHeaders", "\"on\"", "neither true nor false")]
    [InlineData("AnswerHeaders", "\"\"", "empty")]
    [InlineData("AnswerHeaders", "{ \"a\": 1 }", "single value")]
    [InlineData("AnswerHeaders", "[ true ]", "single value")]
    [InlineData("MaxRequestBytes", "0", "out of range")]
    [InlineData("MaxRequestBytes", "-1", "out of range")]
    [InlineData("MaxRequestBytes", "1.5", "no whole number")]
    [InlineData("MaxRequestBytes", "1e3", "no whole number")]
    [InlineData("MaxRequestBytes", "\" 10\"", "no whole number")]
    [InlineData("MaxRequestBytes", "99999999999999999999", "no whole number")]
    [InlineData("MaxRequestBytes", "1073741825", "out of range")]
    [InlineData("Log", "\"Json\"", "An object")]
    [InlineData("Providers", "\"openai\"", "An object")]
    public void Scalars_are_read_strictly(string field, string value, string says)
    {
        var problem = _bench.Problem(ConfigBench.Gateway($"\"{field}\": {value}"));

        problem.Path.ShouldBe($"Gateway:{field}");
        problem.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("Console,Json")]
    [InlineData("Jsn")]
    public void Enumerations_are_names_and_never_numbers(string value) =>
        _bench.Problem(ConfigBench.Gateway($$"""  "Log": { "Format": "{{value}}" } """)).Message.ShouldContain("Choices: Console, Json.");

    [Fact]
    public void A_configuration_that_is_no_root_is_read_as_well()
    {
        var root = new ConfigurationBuilder().AddInMemoryCollection([new("Outer:Gateway:AnswerHeaders", "false")]).Build();

        new GatewayOptionsReader(_bench.Environment).Read(root.GetSection("Outer")).Options.ShouldNotBeNull().AnswerHeaders.ShouldBeFalse();
    }
}
