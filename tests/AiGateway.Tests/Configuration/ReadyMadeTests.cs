using AiGateway.Configuration;

namespace AiGateway.Tests.Configuration;

public sealed class ReadyMadeTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("OPENAI_API_KEY", "openai", "OpenAI", "gpt-*,o1*,o3*,o4*,chatgpt-*,text-embedding-3-*,text-embedding-ada-*")]
    [InlineData("ANTHROPIC_API_KEY", "anthropic", "Anthropic", "claude-*")]
    [InlineData("GEMINI_API_KEY", "gemini", "Gemini", "gemini-*")]
    [InlineData("GOOGLE_API_KEY", "gemini", "Gemini", "gemini-*")]
    [InlineData("MISTRAL_API_KEY", "mistral", "Mistral", "mistral-*,ministral-*,magistral-*,codestral-*,devstral-*,pixtral-*,open-mistral-*")]
    [InlineData("GROQ_API_KEY", "groq", "OpenAICompatible", "")]
    [InlineData("DEEPSEEK_API_KEY", "deepseek", "OpenAICompatible", "deepseek-*")]
    [InlineData("XAI_API_KEY", "xai", "OpenAICompatible", "grok-*")]
    [InlineData("OPENROUTER_API_KEY", "openrouter", "OpenAICompatible", "")]
    [InlineData("TOGETHER_API_KEY", "together", "OpenAICompatible", "")]
    [InlineData("FIREWORKS_API_KEY", "fireworks", "OpenAICompatible", "")]
    public void A_key_in_the_environment_brings_its_provider_and_models(string variable, string name, string type, string models)
    {
        _bench.Variables[variable] = "provider-key";

        var options = _bench.Sound("{}");

        options.Providers.Keys.ShouldBe(["mock", name], ignoreOrder: true);
        var provider = options.Providers[name];
        provider.Type.ToString().ShouldBe(type);
        provider.Preset.ShouldBe(type == "OpenAICompatible" ? name : null);
        provider.ApiKeys.ShouldHaveSingleItem().Value.Reveal().ShouldBe("provider-key");
        options.Models.Keys.ShouldBe(models.Split(',', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
        options.Models.Values.ShouldAllBe(m => m.Targets.Single() == new TargetOptions { Provider = name, UpstreamModel = "*", Weight = 1, Tier = 1 });
        options.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Every_ready_made_preset_is_known_and_its_models_can_be_patterns()
    {
        foreach (var provider in ReadyMade.Providers)
        {
            if (provider.Preset is { } preset)
            {
                PresetTraits.Known.Keys.ShouldContain(preset);
            }

            provider.Models.ShouldAllBe(m => !new ModelPattern(m).IsExact);
        }
    }

    [Fact]
    public void The_first_variable_wins_and_an_empty_one_is_as_good_as_none()
    {
        _bench.Variables["GEMINI_API_KEY"] = "";
        _bench.Variables["GOOGLE_API_KEY"] = "google";
        _bench.Variables["OPENAI_API_KEY"] = "";
        _bench.Sound("{}").Providers["gemini"].ApiKeys[0].Value.Reveal().ShouldBe("google");
        _bench.Sound("{}").Providers.ContainsKey("openai").ShouldBeFalse();

        _bench.Variables["GEMINI_API_KEY"] = "gemini";
        _bench.Sound("{}").Providers["gemini"].ApiKeys[0].Value.Reveal().ShouldBe("gemini");
    }

    [Fact]
    public void A_key_that_cannot_go_into_a_header_is_an_error_of_its_variable()
    {
        _bench.Variables["OPENAI_API_KEY"] = "a\nb";

        _bench.Problem("{}").Path.ShouldBe("OPENAI_API_KEY");
    }

    [Fact]
    public void The_operators_provider_replaces_the_ready_made_one_entirely()
    {
        _bench.Variables["OPENAI_API_KEY"] = "from-environment";
        _bench.Variables["MINE"] = "mine";

        var options = _bench.Sound(ConfigBench.Gateway(
            """  "Providers": { "OpenAI": { "Type": "OpenAICompatible", "BaseUrl": "https://mine.example", "ApiKeys": [ "env:MINE" ] } } """));

        options.Providers["openai"].Type.ShouldBe(ProviderType.OpenAICompatible);
        options.Providers["openai"].ApiKeys.ShouldHaveSingleItem().Value.Reveal().ShouldBe("mine");
        options.Models.ContainsKey("gpt-*").ShouldBeTrue();
    }

    [Fact]
    public void The_operators_model_replaces_the_ready_made_one()
    {
        _bench.Variables["OPENAI_API_KEY"] = "k";

        var options = _bench.Sound(ConfigBench.Gateway("""  "Models": { "gpt-*": "mock/*" } """));

        options.Models["gpt-*"].Targets[0].Provider.ShouldBe("mock");
        options.Models["o1*"].Targets[0].Provider.ShouldBe("openai");
    }

    [Fact]
    public void The_environments_virtual_key_is_added_to_the_others()
    {
        _bench.Variables["AIGATEWAY_KEY"] = ConfigBench.StrongKey;
        _bench.Variables["OTHER"] = "9vQ2xW7pLs4TzR8mYbkG";

        var options = _bench.Sound(ConfigBench.Gateway("""  "VirtualKeys": { "shop": "env:OTHER" } """));

        options.VirtualKeys.Keys.ShouldBe(["AIGATEWAY_KEY", "shop"], ignoreOrder: true);
        options.VirtualKeys["AIGATEWAY_KEY"].Value.ShouldNotBeNull().Reveal().ShouldBe(ConfigBench.StrongKey);
        options.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("changeme-changeme")]
    [InlineData("two\nlines-two-lines")]
    public void A_virtual_key_in_the_environment_that_guards_nothing_is_an_error(string value)
    {
        _bench.Variables["AIGATEWAY_KEY"] = value;

        _bench.Problem("{}").Path.ShouldBe("AIGATEWAY_KEY");
    }

    [Fact]
    public void The_environments_key_must_not_meet_its_id_or_value_in_the_configuration()
    {
        _bench.Variables["AIGATEWAY_KEY"] = ConfigBench.StrongKey;
        _bench.Variables["OTHER"] = "9vQ2xW7pLs4TzR8mYbkG";

        _bench.Problem(ConfigBench.Gateway("""  "VirtualKeys": { "aigateway_key": "env:OTHER" } """)).Path.ShouldBe("Gateway:VirtualKeys:aigateway_key");
        _bench.Problem(ConfigBench.Gateway("""  "VirtualKeys": { "shop": "env:AIGATEWAY_KEY" } """)).Message.ShouldContain("same value as `shop`");
    }
}
