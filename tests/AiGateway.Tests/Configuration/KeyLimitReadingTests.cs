using AiGateway.Configuration;

namespace AiGateway.Tests.Configuration;

/// <summary>Who a key belongs to, and from where until when it may be used for what.</summary>
public sealed class KeyLimitReadingTests : IDisposable
{
    /// <summary>32 bytes of zero.</summary>
    private const string Digest = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private readonly ConfigBench _bench = new();

    public KeyLimitReadingTests()
    {
        _bench.Variables["K"] = ConfigBench.StrongKey;
        _bench.Variables["P"] = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        _bench.Variables["L"] = ConfigBench.StrongKey + "2";
    }

    public static TheoryData<string, string> Unsound => new()
    {
        { """ "Name": "" """, "Name" },
        { """ "Name": " a" """, "Name" },
        { """ "User": "a\nb" """, "User" },
        { $""" "User": "{new string('u', 129)}" """, "User" },
        { """ "Team": "a b" """, "Team" },
        { """ "Team": "nowhere" """, "Team" },
        { """ "Tags": [ "a,b" ] """, "Tags:0" },
        { """ "Tags": [ "a", "a" ] """, "Tags:1" },
        { """ "Tags": "a" """, "Tags" },
        { """ "Surfaces": [ "chats" ] """, "Surfaces:0" },
        { """ "Surfaces": [ "Chat" ] """, "Surfaces:0" },
        { """ "Surfaces": [ "chat", "chat" ] """, "Surfaces:1" },
        { """ "Networks": [ "10.0.0.0" , "10.0.0.0" ] """, "Networks:1" },
        { """ "Networks": [ "10.1" ] """, "Networks:0" },
        { """ "Networks": [ "1" ] """, "Networks:0" },
        { """ "Networks": [ "010.0.0.1" ] """, "Networks:0" },
        { """ "Networks": [ "10.0.0.1/8" ] """, "Networks:0" },
        { """ "Networks": [ "10.0.0.0/33" ] """, "Networks:0" },
        { """ "Networks": [ "10.0.0.0/+8" ] """, "Networks:0" },
        { """ "Networks": [ "10.0.0.0/" ] """, "Networks:0" },
        { """ "Networks": [ "2001:db8::/129" ] """, "Networks:0" },
        { """ "Networks": [ "fe80::1%2" ] """, "Networks:0" },
        { """ "Networks": [ "[::1]" ] """, "Networks:0" },
        { """ "Networks": [ "::ffff:10.0.0.0/104" ] """, "Networks:0" },
        { """ "Networks": [ "example.org" ] """, "Networks:0" },
        { """ "Expires": "2099-01-31" """, "Expires" },
        { """ "Expires": "2099-01-31T00:00:00" """, "Expires" },
        { """ "Expires": "2099-02-30T00:00:00Z" """, "Expires" },
        { """ "Expires": "31.1.2099" """, "Expires" },
        { """ "Expires": "tomorrow" """, "Expires" },
    };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void All_limits_are_read()
    {
        var key = Sound("""
            "Name": "Shop, live", "Team": "WEB", "User": "alice@example.org", "Tags": [ "a", "b c" ], "Surfaces": [ "chat", "models" ],
            "Networks": [ "10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1", "0.0.0.0/0" ], "Expires": "2099-01-31T01:00:00+01:00"
            """);

        key.Name.ShouldBe("Shop, live");
        key.Team.ShouldBe("WEB");
        key.User.ShouldBe("alice@example.org");
        key.Tags.ShouldBe(["a", "b c"]);
        key.Surfaces.ShouldBe(["chat", "models"]);
        key.Networks.ShouldBe(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1", "0.0.0.0/0"]);
        key.Expires.ShouldBe(new DateTimeOffset(2099, 1, 31, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [MemberData(nameof(Unsound))]
    public void What_cannot_work_is_refused_where_it_stands(string field, string path) =>
        _bench.Problem(Keys(field)).Path.ShouldBe($"Gateway:VirtualKeys:k:{path}");

    [Theory]
    [InlineData("2099-01-31T00:00Z")]
    [InlineData("2099-01-31T00:00:00Z")]
    [InlineData("2099-01-31T00:00:00.5Z")]
    [InlineData("2099-01-31T05:30:00+05:30")]
    public void An_end_has_an_offset(string text) => Sound($"\"Expires\": \"{text}\"").Expires.ShouldNotBeNull().UtcDateTime.Date.ShouldBe(new DateTime(2099, 1, 31));

    [Fact]
    public void An_end_that_is_over_is_warned_of()
    {
        _bench.Time = new ManualTime();

        var options = _bench.Sound(Keys("""
            "Expires": "2026-11-20T12:00:00Z" }, "l": { "Value": "env:L", "Expires": "2026-11-20T12:00:01Z"
            """));

        options.Warnings.ShouldHaveSingleItem().Path.ShouldBe("Gateway:VirtualKeys:k:Expires");
        options.VirtualKeys.Count.ShouldBe(2);
    }

    [Fact]
    public void A_hash_stands_for_the_value()
    {
        var key = _bench.Sound(Hashes($"\"k\": {{ \"Hash\": \"p1:abcdefghij01:{Digest}\" }}")).VirtualKeys["k"];

        key.Value.ShouldBeNull();
        KeyHash.TryRead(key.Hash.ShouldNotBeNull(), out var hash).ShouldBeTrue();
        hash.ShouldNotBeNull().PepperId.ShouldBe("p1");
        hash.PublicId.ShouldBe("abcdefghij01");
        hash.Digest.ShouldBe(new byte[32]);
        hash.ToString().ShouldBe(key.Hash);
    }

    [Theory]
    [InlineData("\"Hash\": \"\"")]
    [InlineData("\"Hash\": \"env:K\"")]
    [InlineData("\"Hash\": \"sk-gw-abcdefghij01-secret\"")]
    [InlineData("\"Hash\": \"p1:abcdefghij01:short\"")]
    [InlineData("\"Hash\": \"p1:abcdefghij0:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("\"Hash\": \"p1:ABCDEFGHIJ01:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("\"Hash\": \"p1:abcdefghij01:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=A\"")]
    [InlineData("\"Hash\": \":abcdefghij01:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("\"Hash\": \"p1:abcdefghij01:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\", \"Value\": \"env:K\"")]
    [InlineData("\"Hash\": \"p2:abcdefghij01:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    public void A_hash_that_is_none_or_one_too_many_is_refused(string fields)
    {
        var problem = _bench.Problem(Hashes($"\"k\": {{ {fields} }}"));

        problem.Path.ShouldBe("Gateway:VirtualKeys:k:Hash");
        problem.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void Two_hashes_of_one_key_are_refused() =>
        _bench.Problem(Hashes($$""" "a": { "Hash": "p1:abcdefghij01:{{Digest}}" }, "b": { "Hash": "p1:abcdefghij01:{{Digest}}" } """)).Path.ShouldBe("Gateway:VirtualKeys:b");

    [Fact]
    public void Teams_are_read()
    {
        var teams = _bench.Sound(Keys("")).Teams;

        teams["web"].Models.ShouldBe(["fast", "mock/*"]);
        teams["web"].Tags.ShouldBe(["w"]);
        teams["off"].Enabled.ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"a b\": {}", "a b")]
    [InlineData("\"t\": \"x\"", "t")]
    [InlineData("\"t\": { \"Budget\": 5 }", "t:Budget")]
    [InlineData("\"t\": { \"Models\": [ \"fsat\" ] }", "t:Models")]
    [InlineData("\"t\": { \"Models\": [ \"a*b*\" ] }", "t:Models:0")]
    [InlineData("\"t\": { \"Tags\": [ \"a,b\" ] }", "t:Tags:0")]
    [InlineData("\"t\": { \"Enabled\": 1 }", "t:Enabled")]
    public void A_team_that_cannot_work_is_refused_where_it_stands(string teams, string path) =>
        _bench.Problem(ConfigBench.Gateway($$""" "Models": { "fast": "mock/x" }, "Teams": { {{teams}} } """)).Path.ShouldBe($"Gateway:Teams:{path}");

    [Fact]
    public void A_model_that_the_team_does_not_allow_is_no_model_of_the_key()
    {
        var problem = _bench.Problem(Keys(""" "Team": "web", "Models": [ "fast", "slow" ] """));

        problem.Path.ShouldBe("Gateway:VirtualKeys:k:Models");
        problem.Message.ShouldContain("`slow`");
        problem.Message.ShouldContain("`web`");
    }

    [Fact]
    public void Where_there_is_a_store_a_team_may_be_there() =>
        _bench.Sound(ConfigBench.Gateway(""" "VirtualKeys": { "k": { "Value": "env:K", "Team": "elsewhere" } } """)).VirtualKeys["k"].Team.ShouldBe("elsewhere");

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.1", true)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("0.0.0.0/0", "203.0.113.1", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    public void A_network_is_what_it_says(string text, string address, bool contains)
    {
        Networks.TryRead(text, out var network).ShouldBeNull();

        network.Contains(Networks.Normal(System.Net.IPAddress.Parse(address))).ShouldBe(contains);
    }

    private VirtualKeyOptions Sound(string fields) => _bench.Sound(Keys(fields)).VirtualKeys["k"];

    private static string Keys(string fields) => ConfigBench.Gateway($$"""
        "Storage": { "Enabled": false },
        "Models": { "fast": "mock/x", "slow": "mock/y" },
        "Teams": { "web": { "Models": [ "fast", "mock/*" ], "Tags": [ "w" ] }, "off": { "Enabled": false } },
        "VirtualKeys": { "k": { "Value": "env:K"{{(fields.Trim().Length == 0 ? "" : ", ")}}{{fields}} } }
        """);

    private static string Hashes(string keys) => ConfigBench.Gateway($$"""
        "Storage": { "Enabled": false },
        "Secrets": { "Peppers": { "p1": "env:P" } },
        "VirtualKeys": { {{keys}} }
        """);
}
