using AiGateway.Secrets;
using AiGateway.Tests.Secrets;

namespace AiGateway.Tests.Configuration;

/// <summary>References to the store: <c>store:NAME</c> in a provider's keys.</summary>
public sealed class StoredReferenceTests : IDisposable
{
    private const string Path = "Gateway:Providers:p:ApiKeys:0";

    private readonly ConfigBench _bench = new();
    private readonly FakeStore _store = new();
    private readonly KeyRing _ring;

    public StoredReferenceTests()
    {
        _bench.Stored = _store.Stored;
        _ring = KeyMaterial.ToRing(_bench.Sound(ConfigBench.Gateway("")).Secrets)!;
        _store.Put(_ring, "openai", "sk-upstream-4f1c");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_reference_is_the_value_that_is_stored()
    {
        var provider = _bench.Sound(Provider("\"store:openai\"")).Providers["p"];

        provider.ApiKeys.ShouldHaveSingleItem().Value.Reveal().ShouldBe("sk-upstream-4f1c");
        provider.StoredKeys.ShouldBe(["openai"]);
        provider.LackingKeys.ShouldBe(0);
        _bench.Sound(Provider("{ \"Value\": \"store:openai\", \"Weight\": 7 }")).Providers["p"].ApiKeys[0].Weight.ShouldBe(7);
    }

    [Fact]
    public void A_reference_is_no_literal_to_be_warned_of() => _bench.Sound(Provider("\"store:openai\"")).Warnings.ShouldBeEmpty();

    [Fact]
    public void A_secret_that_is_not_there_is_an_error_that_says_how_to_put_it_there()
    {
        var problem = _bench.Problem(Provider("\"store:anthropic\""));

        problem.Path.ShouldBe(Path);
        problem.Message.ShouldContain("aigateway secrets set anthropic");
    }

    [Fact]
    [Trait("Promise", "H4")]
    public void A_secret_that_was_changed_in_the_store_is_an_error()
    {
        _store.Secrets[0].Box[20] ^= 1;
        var changed = _bench.Problem(Provider("\"store:openai\""));
        changed.Path.ShouldBe(Path);
        changed.Message.ShouldContain("cannot be decrypted");

        var other = _store.Put(_ring, "other", "sk-of-another");
        _store.Secrets.Clear();
        _store.Secrets.Add(other with { Name = "openai" });
        _bench.Problem(Provider("\"store:openai\"")).Message.ShouldContain("cannot be decrypted");
    }

    [Fact]
    [Trait("Promise", "H4")]
    public void A_secret_under_a_master_key_that_is_not_there_is_told_once()
    {
        _store.Put(Rings.Random("gone"), "openai", "sk-upstream-4f1c");

        var problem = _bench.Problem(Provider("\"store:openai\""));
        problem.Path.ShouldBe("Gateway:Secrets:MasterKeys");
        problem.Message.ShouldContain("`gone-");
    }

    [Fact]
    public void While_the_store_does_not_answer_a_key_is_lacking()
    {
        _store.Answers = false;

        var options = _bench.Sound(Provider("\"store:openai\", \"env:K\""));

        options.Providers["p"].ApiKeys.ShouldHaveSingleItem().Value.Reveal().ShouldBe("another-upstream-key");
        options.Providers["p"].LackingKeys.ShouldBe(1);
        options.Providers["p"].StoredKeys.ShouldBe(["openai"]);
        options.Warnings.ShouldHaveSingleItem().Path.ShouldBe(Path);
    }

    [Fact]
    public void What_was_known_stays_in_force_while_the_store_does_not_answer()
    {
        _bench.Sound(Provider("\"store:openai\""));
        _store.Answers = false;

        var options = _bench.Sound(Provider("\"store:openai\""));

        options.Providers["p"].ApiKeys.ShouldHaveSingleItem().Value.Reveal().ShouldBe("sk-upstream-4f1c");
        options.Providers["p"].LackingKeys.ShouldBe(0);
        options.Warnings.ShouldHaveSingleItem().Message.ShouldContain("stays in force");
    }

    [Fact]
    public void The_last_value_that_was_known_is_the_one_that_stays()
    {
        _bench.Sound(Provider("\"store:openai\""));
        _store.Put(_ring, "openai", "sk-upstream-new");
        _bench.Sound(Provider("\"store:openai\""));
        _store.Answers = false;

        _bench.Sound(Provider("\"store:openai\"")).Providers["p"].ApiKeys[0].Value.Reveal().ShouldBe("sk-upstream-new");
    }

    [Fact]
    public void Where_no_store_is_asked_nothing_is_said_of_it()
    {
        _bench.Stored = null;

        var options = _bench.Sound(Provider("\"store:openai\""));

        options.Providers["p"].LackingKeys.ShouldBe(1);
        options.Warnings.ShouldHaveSingleItem().Message.ShouldContain("is not asked");
    }

    [Theory]
    [InlineData("\"store:openai\", \"store:openai\"", "Gateway:Providers:p:ApiKeys:1", "given twice")]
    [InlineData("\"store:bad\"", Path, "control characters")]
    [InlineData("\"store:placeholder\"", Path, "placeholder")]
    public void What_is_no_key_is_refused(string keys, string path, string says)
    {
        _store.Put(_ring, "bad", "sk-line\nend");
        _store.Put(_ring, "placeholder", "changeme");

        var problem = _bench.Problem(Provider(keys));
        problem.Path.ShouldBe(path);
        problem.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("\"store:openai\", \"store:openai\"")]
    public void Twins_are_seen_while_the_store_does_not_answer_too(string keys)
    {
        _store.Answers = false;

        _bench.Problem(Provider(keys)).Message.ShouldContain("given twice");
    }

    [Fact]
    public void Nothing_else_may_be_in_the_store()
    {
        _bench.Problem(ConfigBench.Gateway("\"VirtualKeys\": { \"shop\": \"store:openai\" }")).Message.ShouldContain("only a provider's ApiKeys");
        _bench.Problem(ConfigBench.Gateway(
                """ "Providers": { "p": { "Type": "OpenAICompatible", "BaseUrl": "https://a.example", "Headers": { "x-token": "store:openai" } } } """))
            .Message.ShouldContain("only a provider's ApiKeys");
        _bench.Problem("""{ "ConnectionStrings": { "Postgres": "store:openai" } }""").Message.ShouldContain("only a provider's ApiKeys");
        _bench.Problem(ConfigBench.Gateway("\"Storage\": { \"Enabled\": false }, \"Providers\": { \"p\": { \"Type\": \"OpenAI\", \"ApiKeys\": [ \"store:openai\" ] } }"))
            .Message.ShouldContain("Gateway:Storage:Enabled is false");
    }

    private string Provider(string keys)
    {
        _bench.Variables["K"] = "another-upstream-key";
        return ConfigBench.Gateway($$"""  "Providers": { "p": { "Type": "OpenAI", "ApiKeys": [ {{keys}} ] } } """);
    }
}
