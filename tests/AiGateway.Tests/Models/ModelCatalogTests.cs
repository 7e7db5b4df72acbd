using AiGateway.Configuration;
using AiGateway.Models;

namespace AiGateway.Tests.Models;

/// <summary>A model is found by the names that it has at its providers, and no other.</summary>
public class ModelCatalogTests
{
    [Theory]
    [InlineData("OpenAI", "gpt-4o-mini", "gpt-4o-mini")]
    [InlineData("OpenAI", "GPT-4o-mini", "gpt-4o-mini")]
    [InlineData("OpenAI", "openai/gpt-4o-mini", "gpt-4o-mini")]
    [InlineData("OpenAI", "gpt-4o-mini-2024-07-18", "gpt-4o-mini")]
    [InlineData("OpenAI", "gpt-4o-mini-2031-01-31", "gpt-4o-mini")]
    [InlineData("OpenAI", "gpt-4o-2024-05-13", "gpt-4o-2024-05-13")]
    [InlineData("OpenAI", "gpt-4-0314", "gpt-4")]
    [InlineData("OpenAI", "ft:gpt-4o-mini-2024-07-18:acme::Bz1x", "ft:gpt-4o-mini")]
    [InlineData("OpenAI", "ft:gpt-4o-2024-08-06:acme::Bz1x", "ft:gpt-4o")]
    [InlineData("Anthropic", "claude-haiku-4-5-20251001", "claude-haiku-4-5-20251001")]
    [InlineData("Anthropic", "claude-haiku-4-5@20260101", "claude-haiku-4-5")]
    [InlineData("Anthropic", "claude-haiku-4-5-latest", "claude-haiku-4-5")]
    [InlineData("Anthropic", "anthropic/claude-haiku-4.5", "claude-haiku-4-5")]
    [InlineData("Gemini", "models/gemini-2.0-flash-001", "gemini-2.0-flash")]
    [InlineData("Gemini", "gemini-2.5-pro-preview-06-05", "gemini-2.5-pro")]
    [InlineData("Gemini", "gemini-2.5-flash-lite-preview-09-2025", "gemini-2.5-flash-lite")]
    [InlineData("Mistral", "mistralai/mistral-small-2603", "mistral-small-2603")]
    public void It_finds_a_model_by_its_name_its_snapshots_and_its_other_names(string type, string asked, string found) =>
        ModelCatalog.BuiltIn.Find(Enum.Parse<ProviderType>(type), null, asked).ShouldNotBeNull().Name.ShouldBe(found);

    [Theory]
    [InlineData("deepseek", "deepseek-chat", "deepseek-chat")]
    [InlineData("DeepSeek", "deepseek/deepseek-chat", "deepseek-chat")]
    [InlineData("fireworks", "accounts/fireworks/models/gpt-oss-120b", "gpt-oss-120b")]
    [InlineData("groq", "openai/gpt-oss-120b", "openai/gpt-oss-120b")]
    [InlineData("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "meta-llama/Llama-3.3-70B-Instruct-Turbo")]
    [InlineData("xai", "x-ai/grok-4.3-20260417", "grok-4.3")]
    [InlineData("openrouter", "openai/gpt-4o", "gpt-4o")]
    [InlineData("openrouter", "anthropic/claude-sonnet-4.5", "claude-sonnet-4-5")]
    [InlineData("openrouter", "google/gemini-2.5-flash", "gemini-2.5-flash")]
    public void It_knows_the_models_of_the_presets(string preset, string asked, string found) =>
        ModelCatalog.BuiltIn.Find(ProviderType.OpenAICompatible, preset, asked).ShouldNotBeNull().Name.ShouldBe(found);

    [Theory]
    [InlineData("OpenAI", null, "gpt-4o-maxi")]
    [InlineData("OpenAI", null, "gpt-4o-")]
    [InlineData("OpenAI", null, "")]
    [InlineData("OpenAI", null, "claude-haiku-4-5")]
    [InlineData("Anthropic", null, "claude-haiku-4-5-1")]
    [InlineData("Anthropic", null, "claude-opus-9")]
    [InlineData("Gemini", null, "gemini-2.5-pro-max")]
    [InlineData("Mistral", null, "mistral-medium-2612")]
    [InlineData("OpenAICompatible", null, "gpt-4o")]
    [InlineData("OpenAICompatible", "ollama", "gpt-oss:20b")]
    [InlineData("OpenAICompatible", "openrouter", "gpt-4o")]
    [InlineData("OpenAICompatible", "openrouter", "meta-llama/llama-3.3-70b-instruct")]
    [InlineData("Mock", null, "gpt-4o")]
    public void A_name_that_it_does_not_know_is_unknown_and_not_guessed(string type, string? preset, string asked) =>
        ModelCatalog.BuiltIn.Find(Enum.Parse<ProviderType>(type), preset, asked).ShouldBeNull();

    [Fact]
    public void A_resellers_price_is_the_makers_only_where_the_maker_alone_serves_the_model()
    {
        Price("openai/gpt-4o").ShouldNotBeNull();
        Price("openai/gpt-4o").ShouldBe(ModelCatalog.BuiltIn.Find(ProviderType.OpenAI, null, "gpt-4o")!.Price);
        Price("openai/gpt-4o:free").ShouldBeNull();
        Price("deepseek/deepseek-chat").ShouldBeNull();

        ModelCatalog.BuiltIn.Find(ProviderType.OpenAICompatible, "openrouter", "openai/gpt-4o:free")!.ContextTokens.ShouldBe(128_000);

        static PriceList? Price(string model) => ModelCatalog.BuiltIn.Find(ProviderType.OpenAICompatible, "openrouter", model)!.Price;
    }

    [Fact]
    public void It_has_the_figures_of_the_data()
    {
        var facts = ModelCatalog.BuiltIn.Find(ProviderType.OpenAI, null, "gpt-4o-mini")!;

        facts.ContextTokens.ShouldBe(128_000);
        facts.MaxOutputTokens.ShouldBe(16_384);
        facts.Has.ShouldBe(CapabilitySet.Of(Capability.Tools, Capability.Vision, Capability.Files, Capability.JsonSchema));
        facts.Lacks.ShouldBe(CapabilitySet.Of(Capability.AudioInput, Capability.AudioOutput, Capability.Reasoning));
        facts.Price!.Base.ShouldBe(new ModelPrice(150_000, 600_000, 75_000));
        facts.Date.ShouldBe(new DateOnly(2026, 8, 21));
    }

    [Fact]
    public void A_long_prompt_has_its_price()
    {
        var price = ModelCatalog.BuiltIn.Find(ProviderType.Gemini, null, "gemini-2.5-pro")!.Price!;

        price.For(200_000).ShouldBe(new ModelPrice(1_250_000, 10_000_000, 125_000));
        price.For(200_001).ShouldBe(new ModelPrice(2_500_000, 15_000_000, 250_000));
    }

    [Fact]
    public void Looking_up_a_name_takes_no_memory()
    {
        var catalog = ModelCatalog.BuiltIn;
        Look();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
        {
            Look();
        }

        // The runtime may take some for itself meanwhile; a lookup that took any would have taken 24,000 bytes at least.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000);

        void Look()
        {
            _ = catalog.Find(ProviderType.OpenAI, null, "gpt-4o-mini-2024-07-18");
            _ = catalog.Find(ProviderType.OpenAICompatible, "openrouter", "anthropic/claude-sonnet-4.5:nitro");
            _ = catalog.Find(ProviderType.Anthropic, null, "claude-something-else-20991231");
        }
    }
}
