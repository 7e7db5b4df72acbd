namespace AiGateway.Tests.Configuration;

public sealed class ProviderReadingTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    public ProviderReadingTests() => _bench.Variables["KEY"] = "provider-key";

    public void Dispose() => _bench.Dispose();

    private static string Provider(string fields, string name = "p") => ConfigBench.Gateway($$"""  "Providers": { "{{name}}": { {{fields}} } } """);

    [Theory]
    [InlineData("", "Type", "Choices: OpenAI, Anthropic, Gemini, Mistral, OpenAICompatible, Mock.")]
    [InlineData("\"Type\": \"AzureOpenAI\"", "Type", "Choices: OpenAI")]
    [InlineData("\"Type\": \"0\"", "Type", "Choices: OpenAI")]
    [InlineData("\"Type\": \"OpenAI\"", "ApiKeys", "at least one key")]
    [InlineData("\"Type\": \"Anthropic\", \"ApiKeys\": []", "ApiKeys", "at least one key")]
    [InlineData("\"Type\": \"Gemini\", \"BaseUrl\": \"https://a.example\"", "ApiKeys", "at least one key")]
    [InlineData("\"Type\": \"Mistral\"", "ApiKeys", "at least one key")]
    [InlineData("\"Type\": \"OpenAICompatible\"", "BaseUrl", "or a Preset (groq,")]
    [InlineData("\"Type\": \"OpenAICompatible\", \"Preset\": \"groq\"", "ApiKeys", "The preset groq needs at least one key")]
    [InlineData("\"Type\": \"OpenAICompatible\", \"Preset\": \"gorq\"", "Preset", "Did you mean `groq`?")]
    [InlineData("\"Type\": \"OpenAICompatible\", \"Preset\": \"ollama\"", "AllowPrivateNetwork", "AllowPrivateNetwork")]
    [InlineData("\"Type\": \"OpenAI\", \"ApiKeys\": [ \"env:KEY\" ], \"Preset\": \"groq\"", "Preset", "for the type OpenAICompatible")]
    [InlineData("\"Type\": \"Mock\", \"ApiKeys\": [ \"env:KEY\" ]", "ApiKeys", "no effect")]
    [InlineData("\"Type\": \"Mock\", \"BaseUrl\": \"https://a.example\"", "BaseUrl", "no effect")]
    [InlineData("\"Type\": \"OpenAI\", \"ApiKeys\": [ { \"Weight\": 2 } ]", "ApiKeys:0:Value", "missing")]
    [InlineData("\"Type\": \"OpenAI\", \"ApiKeys\": [ { \"Value\": \"env:KEY\", \"Weight\": 0 } ]", "ApiKeys:0:Weight", "out of range")]
    [InlineData("\"Type\": \"OpenAI\", \"ApiKeys\": [ { \"Value\": \"env:KEY\", \"Wieght\": 1 } ]", "ApiKeys:0:Wieght", "Did you mean `Weight`?")]
    [InlineData("\"Type\": \"OpenAI\", \"ApiKeys\": [ \"env:KEY\", { \"Value\": \"env:KEY\" } ]", "ApiKeys:1", "given twice")]
    [InlineData("\"Type\": \"OpenAI\", \"ApiKeys\": [ \"env:KEY\" ], \"Region\": \"eu\"", "Region", "no field `Region`")]
    public void What_cannot_work_is_refused_where_it_stands(string fields, string field, string says)
    {
        var problem = _bench.Problem(Provider(fields));

        problem.Path.ShouldBe($"Gateway:Providers:p:{field}");
        problem.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("\"Type\": \"OpenAICompatible\", \"BaseUrl\": \"https://a.example/v1\"")]
    [InlineData("\"Type\": \"OpenAICompatible\", \"Preset\": \"groq\", \"ApiKeys\": { \"first\": \"env:KEY\" }")]
    [InlineData("\"Type\": \"OpenAICompatible\", \"Preset\": \"vllm\", \"AllowPrivateNetwork\": true")]
    [InlineData("\"Type\": \"OpenAICompatible\", \"Preset\": \"vllm\", \"BaseUrl\": \"https://vllm.example/v1\"")]
    [InlineData("\"Type\": \"mock\"")]
    public void What_can_work_is_taken(string fields) => _bench.Sound(Provider(fields)).Providers["p"].Name.ShouldBe("p");

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("-a")]
    [InlineData("a*")]
    [InlineData("ä")]
    [InlineData("12")]
    public void Names_that_would_break_paths_are_refused(string name) =>
        _bench.Problem(Provider("\"Type\": \"Mock\"", name)).Path.ShouldBe($"Gateway:Providers:{name}");

    [Theory]
    [InlineData("api.example.com")]
    [InlineData("/v1")]
    [InlineData("ftp://a.example")]
    [InlineData("https://")]
    [InlineData("https://a.example/v1?x=1")]
    [InlineData("https://a.example/v1#x")]
    [InlineData("https://u:p@a.example/v1")]
    [InlineData("https://a.example/ v1")]
    [InlineData("https:\\\\a.example")]
    [InlineData("http://a.example")]
    [InlineData("http://127.0.0.1:11434/v1")]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://localhost")]
    [InlineData("https://x.localhost")]
    [InlineData("https://[::1]")]
    [InlineData("https://[::ffff:10.0.0.1]")]
    [InlineData("https://[fd00::1]")]
    [InlineData("https://[fe80::1]")]
    [InlineData("https://10.1.2.3")]
    [InlineData("https://100.64.0.1")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://172.31.0.1")]
    [InlineData("https://192.168.0.1")]
    [InlineData("https://0.0.0.0")]
    [InlineData("https://2130706433")]
    [InlineData("https://0x7f000001")]
    public void Addresses_that_would_leak_or_lead_inside_are_refused(string url) =>
        _bench.Problem(Provider($"\"Type\": \"OpenAICompatible\", \"BaseUrl\": \"{url.Replace("\\", "\\\\", StringComparison.Ordinal)}\""))
            .Path.ShouldBe("Gateway:Providers:p:BaseUrl");

    [Theory]
    [InlineData("http://127.0.0.1:11434/v1")]
    [InlineData("https://10.1.2.3")]
    [InlineData("http://vllm.internal:8000")]
    public void The_private_network_is_open_to_those_who_allow_it(string url) =>
        _bench.Sound(Provider($"\"Type\": \"OpenAICompatible\", \"BaseUrl\": \"{url}\", \"AllowPrivateNetwork\": true"))
            .Providers["p"].BaseUrl.ShouldBe(new Uri(url));

    [Theory]
    [InlineData("https://172.32.0.1")]
    [InlineData("https://100.128.0.1")]
    [InlineData("https://[2606:4700::1]")]
    [InlineData("https://localhost.example")]
    public void Public_addresses_need_no_leave(string url) =>
        _bench.Sound(Provider($"\"Type\": \"OpenAICompatible\", \"BaseUrl\": \"{url}\"")).Providers["p"].BaseUrl.ShouldBe(new Uri(url));

    [Theory]
    [InlineData("Authorization")]
    [InlineData("x-api-key")]
    [InlineData("API-KEY")]
    [InlineData("x-goog-api-key")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Cookie")]
    [InlineData("Host")]
    [InlineData("content-length")]
    [InlineData("Content-Type")]
    [InlineData("Accept-Encoding")]
    [InlineData("Connection")]
    [InlineData("Transfer-Encoding")]
    [InlineData("TE")]
    [InlineData("Upgrade")]
    [InlineData("Expect")]
    [InlineData("bad name")]
    [InlineData("bad(name)")]
    public void Headers_that_belong_to_others_are_refused(string header) =>
        _bench.Problem(Provider($$"""  "Type": "OpenAICompatible", "BaseUrl": "https://a.example", "Headers": { "{{header}}": "x" } """))
            .Path.ShouldBe($"Gateway:Providers:p:Headers:{header}");

    [Theory]
    [InlineData("\"a\\r\\nb: c\"")]
    [InlineData("\"a\\nb\"")]
    [InlineData("\"\\u00e4\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("{ \"x\": 1 }")]
    public void Header_values_that_would_break_the_head_are_refused(string value) =>
        _bench.Problem(Provider($$"""  "Type": "OpenAICompatible", "BaseUrl": "https://a.example", "Headers": { "x-a": {{value}} } """))
            .Path.ShouldBe("Gateway:Providers:p:Headers:x-a");
}
