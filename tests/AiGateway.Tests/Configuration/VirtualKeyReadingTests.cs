using AiGateway.Configuration.Reading;

namespace AiGateway.Tests.Configuration;

public sealed class VirtualKeyReadingTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    public VirtualKeyReadingTests() => _bench.Variables["K"] = ConfigBench.StrongKey;

    public void Dispose() => _bench.Dispose();

    private static string Keys(string inside) => ConfigBench.Gateway($$"""  "Models": { "fast": "mock/x", "gpt-*": "mock/*" }, "VirtualKeys": { {{inside}} } """);

    [Fact]
    public void The_short_form_is_the_value()
    {
        var key = _bench.Sound(Keys("\"shop\": \"env:K\"")).VirtualKeys["SHOP"];

        key.Id.ShouldBe("shop");
        key.Value.ShouldNotBeNull().Reveal().ShouldBe(ConfigBench.StrongKey);
        key.Models.ShouldBeEmpty();
        key.Enabled.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"k\": {}", "k:Value")]
    [InlineData("\"k\": \"\"", "k")]
    [InlineData("\"k\": \"fifteen-charact\"", "k")]
    [InlineData("\"k\": { \"Value\": \"env:NOT_SET\" }", "k:Value")]
    [InlineData("\"k\": { \"Value\": \"env:K\", \"Budget\": { \"Usd\": 5 } }", "k:Budget")]
    [InlineData("\"k\": { \"Value\": \"env:K\", \"Limits\": { \"Rpm\": 5 } }", "k:Limits")]
    [InlineData("\"k\": { \"Value\": \"env:K\", \"Enabled\": 1 }", "k:Enabled")]
    [InlineData("\"k\": { \"Value\": \"env:K\", \"Models\": [ \"a*b*\" ] }", "k:Models:0")]
    [InlineData("\"k\": { \"Value\": \"env:K\", \"Models\": [ { \"x\": 1 } ] }", "k:Models:0")]
    [InlineData("\"k\": { \"Value\": \"env:K\", \"Models\": [ \"fsat\" ] }", "k:Models")]
    [InlineData("\"k\": { \"Value\": \"env:K\", \"Models\": [ \"claude-*\" ] }", "k:Models")]
    [InlineData("\"k\": { \"Value\": \"env:K\", \"Models\": [ \"openai/gpt-4o\" ] }", "k:Models")]
    [InlineData("\"a k\": \"env:K\"", "a k")]
    [InlineData("\"a\": \"env:K\", \"b\": \"env:K\"", "b")]
    public void What_cannot_work_is_refused_where_it_stands(string keys, string path) =>
        _bench.Problem(Keys(keys)).Path.ShouldBe($"Gateway:VirtualKeys:{path}");

    [Theory]
    [InlineData("fast")]
    [InlineData("f*")]
    [InlineData("gpt-4o")]
    [InlineData("gpt-4*")]
    [InlineData("*")]
    [InlineData("mock/echo")]
    [InlineData("mock/*")]
    public void A_list_of_models_names_what_exists(string name) =>
        _bench.Sound(Keys($$"""  "k": { "Value": "env:K", "Models": [ "{{name}}" ] } """)).VirtualKeys["k"].Models.ShouldBe([name]);

    [Fact]
    public void A_direct_name_allows_nothing_where_direct_names_are_off()
    {
        var problem = _bench.Problem("""{ "Gateway": { "AllowDirectModels": false, "VirtualKeys": { "k": { "Value": "env:K", "Models": [ "mock/echo" ] } } } }""");

        problem.Path.ShouldBe("Gateway:VirtualKeys:k:Models");
        problem.Message.ShouldContain("`mock/echo`");
    }

    [Theory]
    [InlineData("changeme-changeme-changeme")]
    [InlineData("secretsecretsecret")]
    [InlineData("my-secret-api-key-123")]
    [InlineData("sk-test-test-test-test")]
    [InlineData("sk-................")]
    [InlineData("sk-xxxxxxxxxxxxxxxxxxxx")]
    [InlineData("sk-your-api-key-goes-here")]
    [InlineData("0000000000000000")]
    [InlineData("1234567890123456")]
    [InlineData("sk-1234567890abcdef")]
    [InlineData("abcdefghijklmnop")]
    [InlineData("<put your key here>")]
    [InlineData("example-key-4f1c9a77")]
    [InlineData("admin-password-1234")]
    public void Placeholders_guard_nothing(string value)
    {
        Placeholders.IsWeak(value).ShouldBeTrue();
        _bench.Variables["K"] = value;

        _bench.Problem(Keys("\"k\": \"env:K\"")).Message.ShouldContain("openssl rand -hex 32");
    }

    [Theory]
    [InlineData("3f9a2c1b7d8e4f60a1b2c3d4e5f60718")]
    [InlineData("sk-kG7vQ2xW9pLs4TzR8mYb")]
    [InlineData("correct-horse-battery-staple")]
    public void Real_keys_are_taken(string value)
    {
        _bench.Variables["K"] = value;

        _bench.Sound(Keys("\"k\": \"env:K\"")).VirtualKeys["k"].Value.ShouldNotBeNull().Reveal().ShouldBe(value);
    }
}
