namespace AiGateway.Tests.Configuration;

public sealed class SecretReadingTests : IDisposable
{
    private const string Canary = "gsk_canary4f1c9a77deadbeef";
    private readonly ConfigBench _bench = new();

    public void Dispose() => _bench.Dispose();

    private static string Provider(string key) =>
        ConfigBench.Gateway($$"""  "Providers": { "p": { "Type": "OpenAI", "ApiKeys": [ "{{key}}" ] } } """);

    private string File(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(Path.Combine(_bench.Folder, name), content);
        return name;
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("abc\n", "abc")]
    [InlineData("abc\r\n", "abc")]
    public void One_line_end_of_a_file_is_trimmed(string content, string value)
    {
        File("key", System.Text.Encoding.ASCII.GetBytes(content));

        _bench.Sound(Provider("file:key")).Providers["p"].ApiKeys[0].Value.Reveal().ShouldBe(value);
        _bench.Sound(Provider($"file:{_bench.Folder}/key")).Providers["p"].ApiKeys[0].Value.Reveal().ShouldBe(value);
    }

    [Fact]
    public void A_file_of_64_KiB_is_taken_and_one_byte_more_is_not()
    {
        File("fits", [.. Enumerable.Repeat((byte)'k', 65_535), (byte)'\n']);
        File("large", [.. Enumerable.Repeat((byte)'k', 65_537)]);

        _bench.Sound(Provider("file:fits")).Providers["p"].ApiKeys[0].Value.Reveal().Length.ShouldBe(65_535);
        _bench.Problem(Provider("file:large")).Message.ShouldContain("larger than 64 KiB");
    }

    [Fact]
    public void References_that_lead_nowhere_are_errors_with_their_path()
    {
        _bench.Variables["EMPTY"] = "";
        _bench.Variables["TWO_LINES"] = "a\nb";
        _bench.Variables["UMLAUT"] = "schlüssel";
        _bench.Variables["BLANK"] = " key";
        File("empty", []);
        File("newline", "\n"u8.ToArray());
        File("two-lines", "a\nb\n"u8.ToArray());
        File("bom", [0xEF, 0xBB, 0xBF, (byte)'a']);
        Directory.CreateDirectory(Path.Combine(_bench.Folder, "folder"));

        foreach (var (reference, says) in new[]
        {
            ("env:NOT_SET", "The environment variable `NOT_SET` is not set."),
            ("env:EMPTY", "The environment variable `EMPTY` is empty."),
            ("env:", "is no name of an environment variable"),
            ("env:NOT SET", "is no name of an environment variable"),
            ("env:TWO_LINES", "control characters"),
            ("env:UMLAUT", "beyond ASCII"),
            ("env:BLANK", "blank"),
            ("ENV:EMPTY", "lower case"),
            ("file:", "no path"),
            ("file:missing", "does not exist"),
            ("file:missing/missing", "does not exist"),
            ("file:folder", "directory"),
            ("file:empty", "is empty"),
            ("file:newline", "is empty"),
            ("file:two-lines", "control characters"),
            ("file:bom", "beyond ASCII"),
            ("store:", "no secret's name"),
            ("store:sk-proj a/b", "no secret's name"),
            ("STORE:openai", "lower case"),
            ("${OPENAI_API_KEY}", "env:NAME"),
            ("$OPENAI_API_KEY", "env:NAME"),
            ("%OPENAI_API_KEY%", "env:NAME"),
            ("{{ key }}", "env:NAME"),
            ("schl\\u00fcssel", "beyond ASCII"),
            ("a\\u0000b", "control characters"),
            ("sk-...", "placeholder"),
            ("<your key>", "placeholder"),
            ("changeme", "placeholder"),
        })
        {
            var problem = _bench.Problem(Provider(reference));
            problem.Path.ShouldBe("Gateway:Providers:p:ApiKeys:0", reference);
            problem.Message.ShouldContain(says, Case.Sensitive, reference);
        }
    }

    [Fact]
    public void A_literal_works_and_is_warned_of()
    {
        var options = _bench.Sound(Provider(Canary));

        options.Providers["p"].ApiKeys[0].Value.Reveal().ShouldBe(Canary);
        options.Warnings.ShouldHaveSingleItem().Path.ShouldBe("Gateway:Providers:p:ApiKeys:0");
        options.Warnings[0].Message.ShouldNotContain(Canary);
    }

    [Fact]
    public void A_header_is_no_secret_until_it_says_so()
    {
        _bench.Variables["H"] = "from-env";

        var options = _bench.Sound(ConfigBench.Gateway(
            """  "Providers": { "p": { "Type": "OpenAICompatible", "BaseUrl": "https://a.example", "Headers": { "X-Title": "shop", "X-Token": "env:H" } } } """));

        options.Providers["p"].Headers["x-title"].Reveal().ShouldBe("shop");
        options.Providers["p"].Headers["x-token"].Reveal().ShouldBe("from-env");
        options.Warnings.ShouldBeEmpty();
    }

    /// <summary>A key pasted in the wrong place must not reach the log by way of our own message.</summary>
    [Theory]
    [InlineData("\"ApiKeys\": \"#\"")]
    [InlineData("\"ApiKeys\": [ \"env:#\" ]")]
    [InlineData("\"ApiKeys\": [ \"ENV:#\" ]")]
    [InlineData("\"ApiKeys\": [ \"#\\n\" ]")]
    [InlineData("\"ApiKeys\": [ { \"Value\": { \"x\": \"#\" } } ]")]
    [InlineData("\"ApiKeys\": [ \"#\", \"#\" ]")]
    [InlineData("\"ApiKeys\": [ \"env:OK\" ], \"BaseUrl\": \"https://x.example/?key=#\"")]
    [InlineData("\"ApiKeys\": [ \"env:OK\" ], \"BaseUrl\": \"https://#@x.example/\"")]
    [InlineData("\"ApiKeys\": [ \"env:OK\" ], \"BaseUrl\": \"#\"")]
    [InlineData("\"ApiKeys\": [ \"env:OK\" ], \"Headers\": { \"Authorization\": \"#\" }")]
    [InlineData("\"ApiKeys\": [ \"env:OK\" ], \"ApiKey\": \"#\"")]
    public void No_message_repeats_what_may_be_a_secret(string fields)
    {
        _bench.Variables["OK"] = "provider-key";

        var result = _bench.Read(ConfigBench.Gateway($$"""  "Providers": { "p": { "Type": "OpenAI", {{fields.Replace("#", Canary, StringComparison.Ordinal)}} } } """));

        result.Problems.ShouldNotBeEmpty();
        string.Join('\n', result.Problems).ShouldNotContain(Canary);
    }
}
