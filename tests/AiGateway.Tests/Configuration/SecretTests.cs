using System.Globalization;
using System.Text.Json;
using AiGateway.Configuration;

namespace AiGateway.Tests.Configuration;

public sealed class SecretTests
{
    private const string Canary = "canary-4f1c9a77";

    [Fact]
    public void A_secret_prints_as_its_mask_on_every_way_out()
    {
        var secret = new Secret(Canary);
        var key = new ApiKeyOptions { Value = secret };
        var provider = new ProviderOptions
        {
            Name = "p",
            Type = ProviderType.OpenAI,
            ApiKeys = [key],
            Headers = new Dictionary<string, Secret> { ["h"] = secret },
        };

        var shown = string.Join(
            '\n',
            secret.ToString(),
            $"{secret}",
            string.Format(CultureInfo.InvariantCulture, "{0}", secret),
            key.ToString(),
            provider.ToString(),
            JsonSerializer.Serialize(secret),
            JsonSerializer.Serialize(provider),
            JsonSerializer.Serialize<object>(new { secret }));

        shown.ShouldNotContain(Canary);
        secret.ToString().ShouldBe("***");
        JsonSerializer.Serialize(secret).ShouldBe("\"***\"");
    }

    [Fact]
    public void Equality_is_of_values()
    {
        new Secret("a").ShouldBe(new Secret("a"));
        new Secret("a").GetHashCode().ShouldBe(new Secret("a").GetHashCode());
        new Secret("a").ShouldNotBe(new Secret("b"));
        new Secret("a").ShouldNotBe(new Secret("aa"));
        new Secret("a").Equals(null).ShouldBeFalse();
    }

    [Fact]
    public void Reveal_gives_the_value() => new Secret(Canary).Reveal().ShouldBe(Canary);

    [Fact]
    public void There_is_no_empty_secret() => Should.Throw<ArgumentException>(() => new Secret(""));

    [Fact]
    public void A_secret_is_not_read_from_json() => Should.Throw<NotSupportedException>(() => JsonSerializer.Deserialize<Secret>("\"x\""));
}
