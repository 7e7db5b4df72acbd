using System.Security.Cryptography;
using System.Text;
using AiGateway.Configuration;
using AiGateway.Secrets;
using AiGateway.Tests.Secrets;

namespace AiGateway.Tests.Configuration;

/// <summary>The section <c>Secrets</c>: what opens everything else is itself sound, and fits what is stored.</summary>
public sealed class KeyMaterialReadingTests : IDisposable
{
    private const string Postgres = "\"ConnectionStrings\": { \"Postgres\": \"Host=db;Username=gw;Password=pw-of-db-4f1c\" }";
    private const string NoStore = "\"Storage\": { \"Enabled\": false }, ";

    private readonly ConfigBench _bench = new();
    private readonly FakeStore _store = new();

    public KeyMaterialReadingTests()
    {
        _bench.Variables["M"] = Key(1);
        _bench.Variables["M2"] = Key(2);
        _bench.Variables["P"] = Key(3);
        _bench.Variables["P2"] = Key(4);
    }

    private string KeyFile => Path.Combine(_bench.Folder, "data", KeyRingFile.DefaultName);

    public static TheoryData<string, string> Weak => new()
    {
        { "", "empty" },
        { "short", "32 random bytes" },
        { Convert.ToBase64String(new byte[31]), "32 random bytes" },
        { Convert.ToBase64String(new byte[33]), "32 random bytes" },
        { new string('g', 64), "32 random bytes" },
        { new string('!', 44), "32 random bytes" },
        { Convert.ToHexString(new byte[32]), "too plain" },
        { Convert.ToBase64String(new byte[32]), "too plain" },
        { Convert.ToBase64String([.. Enumerable.Repeat((byte)0xFF, 32)]), "too plain" },
        { Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), "too plain" },
        { Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)(0xF0 - (i * 2)))]), "too plain" },
        { Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => Bytes(9)[i % 16])]), "too plain" },
        { Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => Bytes(9)[i % 5])]), "too plain" },
        { Convert.ToBase64String("changeme-changeme-changeme-12345"u8), "too plain" },
        { Convert.ToBase64String("8f14e45fceea167a5a36dedd4bea2543"u8), "too plain" },
        { Convert.ToHexString(SHA256.HashData("changeme"u8)), "too plain" },
        { Convert.ToHexString(SHA256.HashData([])), "too plain" },
    };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_key_is_read_from_base64_and_hexadecimal_alike()
    {
        string[] forms = [Convert.ToHexString(Bytes(1)), Convert.ToHexStringLower(Bytes(1)), Key(1), Key(1).TrimEnd('='), Key(1).Replace('+', '-').Replace('/', '_')];
        var ids = forms.Select(form =>
        {
            _bench.Variables["M"] = form;
            return Ring(_bench.Sound(Section("\"MasterKeys\": { \"a\": \"env:M\" }"))).MasterKeyId;
        });

        ids.Distinct().ShouldHaveSingleItem().ShouldStartWith("a-");
    }

    [Theory]
    [MemberData(nameof(Weak))]
    [Trait("Promise", "H9")]
    public void A_master_key_or_pepper_that_guards_nothing_refuses_the_start(string value, string says)
    {
        _bench.Variables["WEAK"] = value;
        foreach (var field in (string[])["MasterKeys", "Peppers"])
        {
            var problem = _bench.Problem(Section($"\"{field}\": {{ \"a\": \"env:WEAK\" }}"));
            problem.Path.ShouldBe($"Gateway:Secrets:{field}:a");
            problem.Message.ShouldContain(says);
        }

        foreach (var variable in (string[])["AIGATEWAY_MASTER_KEY", "AIGATEWAY_PEPPER"])
        {
            _bench.Variables[variable] = value;
            var problem = _bench.Problem(Section(""));
            problem.Path.ShouldBe(variable);
            problem.Message.ShouldContain(says);
            if (value.Length > 0)
            {
                problem.Message.ShouldNotContain(value);
            }

            _bench.Variables.Remove(variable);
        }
    }

    [Theory]
    [InlineData("\"MasterKeys\": { \"a\": \"env:NOT_SET\" }", "MasterKeys:a", "not set")]
    [InlineData("\"MasterKeys\": { \"a\": \"file:nowhere\" }", "MasterKeys:a", "does not exist")]
    [InlineData("\"MasterKeys\": { \"a\": \"store:openai\" }", "MasterKeys:a", "may not")]
    [InlineData("\"Peppers\": { \"a\": \"store:openai\" }", "Peppers:a", "may not")]
    [InlineData("\"MasterKeys\": { \"a\": {} }", "MasterKeys:a", "A key is expected")]
    [InlineData("\"MasterKeys\": { \"a\": { \"Value\": \"env:M\" } }", "MasterKeys:a", "A key is expected")]
    [InlineData("\"MasterKeys\": \"env:M\"", "MasterKeys", "An object")]
    [InlineData("\"MasterKeys\": { \"a b\": \"env:M\" }", "MasterKeys:a b", "Names begin with")]
    [InlineData("\"MasterKeys\": { \"a\": \"env:M\", \"b\": \"env:M2\" }", "MasterKey", "several")]
    [InlineData("\"Peppers\": { \"a\": \"env:P\", \"b\": \"env:P2\" }", "Pepper", "One of: a, b.")]
    [InlineData("\"MasterKeys\": { \"a\": \"env:M\" }, \"MasterKey\": \"b\"", "MasterKey", "One of: a.")]
    [InlineData("\"Pepper\": \"b\"", "Pepper", "None is configured")]
    [InlineData("\"MasterKeys\": { \"a\": \"env:M\" }, \"Peppers\": { \"b\": \"env:M\" }", "Peppers:b", "same value")]
    [InlineData("\"MasterKeys\": { \"a\": \"env:M\", \"b\": \"env:M\" }, \"MasterKey\": \"a\"", "MasterKeys:b", "same value")]
    [InlineData("\"MasterKey\": \"\"", "MasterKey", "empty")]
    [InlineData("\"KeyFile\": \"k\"", "KeyFile", "There is no store")]
    [InlineData("\"Keys\": {}", "Keys", "no field")]
    [InlineData("\"Lost\": \"a-1f6c02ab\"", "Lost", "A list")]
    [InlineData("\"Lost\": [ { \"a\": \"b\" } ]", "Lost:0", "The id of a master key")]
    [Trait("Promise", "H9")]
    public void What_cannot_work_is_refused_where_it_stands(string section, string path, string says)
    {
        var problem = _bench.Problem(Section(section));

        problem.Path.ShouldBe($"Gateway:Secrets:{path}");
        problem.Message.ShouldContain(says);
    }

    [Fact]
    public void The_environment_gives_one_of_each_called_env()
    {
        _bench.Variables["AIGATEWAY_MASTER_KEY"] = Key(1);
        _bench.Variables["AIGATEWAY_PEPPER"] = Key(3);

        var ring = Ring(_bench.Sound(Section("")));
        ring.MasterKeyId.ShouldStartWith("env-");
        ring.PepperId.ShouldStartWith("env-");

        _bench.Problem(Section("\"MasterKeys\": { \"a\": \"env:M2\" }")).Message.ShouldContain("One of: a, env.");
        Ring(_bench.Sound(Section("\"MasterKeys\": { \"a\": \"env:M2\" }, \"MasterKey\": \"a\""))).MasterKeyId.ShouldStartWith("a-");
        _bench.Problem(Section("\"MasterKeys\": { \"env\": \"env:M2\" }")).Path.ShouldBe("Gateway:Secrets:MasterKeys:env");
    }

    [Fact]
    public void Without_a_store_nothing_is_needed_and_no_file_is_made()
    {
        _bench.Stored = _store.Stored;

        KeyMaterial.ToRing(_bench.Sound(Section("")).Secrets).ShouldBeNull();
        Directory.Exists(Path.GetDirectoryName(KeyFile)).ShouldBeFalse();
    }

    [Fact]
    [Trait("Promise", "H5")]
    public void Beside_SQLite_a_file_is_made_once()
    {
        _bench.Stored = _store.Stored;

        var first = _bench.Sound(ConfigBench.Gateway(""));
        var second = _bench.Sound(ConfigBench.Gateway(""));

        File.Exists(KeyFile).ShouldBeTrue();
        Ring(first).MasterKeyId.ShouldStartWith("file-");
        (Ring(second).MasterKeyId, Ring(second).PepperId).ShouldBe((Ring(first).MasterKeyId, Ring(first).PepperId));
    }

    [Fact]
    public void Whoever_only_looks_at_the_configuration_makes_no_file()
    {
        KeyMaterial.ToRing(_bench.Sound(ConfigBench.Gateway("")).Secrets).ShouldBeNull();
        Directory.Exists(Path.GetDirectoryName(KeyFile)).ShouldBeFalse();
    }

    [Fact]
    public void KeyFile_is_where_it_is()
    {
        _bench.Stored = _store.Stored;

        _bench.Sound(ConfigBench.Gateway("\"Secrets\": { \"KeyFile\": \"elsewhere/k.json\" }"));

        File.Exists(Path.Combine(_bench.Folder, "elsewhere", "k.json")).ShouldBeTrue();
        File.Exists(KeyFile).ShouldBeFalse();
    }

    [Fact]
    public void A_kind_that_is_configured_is_not_taken_from_the_file()
    {
        _bench.Stored = _store.Stored;
        var made = Ring(_bench.Sound(ConfigBench.Gateway("")));

        var ring = Ring(_bench.Sound(ConfigBench.Gateway("\"Secrets\": { \"MasterKeys\": { \"a\": \"env:M\" } }")));

        ring.MasterKeyIds.ShouldHaveSingleItem().ShouldStartWith("a-");
        ring.PepperId.ShouldBe(made.PepperId);
        _bench.Problem(ConfigBench.Gateway("\"Secrets\": { \"MasterKeys\": { \"a\": \"env:M\" }, \"Peppers\": { \"a\": \"env:P\" }, \"KeyFile\": \"k\" }"))
            .Message.ShouldContain("no effect");
    }

    [Fact]
    [Trait("Promise", "H9")]
    public void A_file_that_guards_nothing_or_is_open_to_others_refuses_the_start()
    {
        _bench.Stored = _store.Stored;
        _bench.Sound(ConfigBench.Gateway(""));
        var sound = File.ReadAllText(KeyFile);

        File.WriteAllText(KeyFile, sound.Replace(sound.Split('"')[5], Convert.ToBase64String(new byte[32])));
        var weak = _bench.Problem(ConfigBench.Gateway(""));
        weak.Path.ShouldBe("Gateway:Secrets:KeyFile");
        weak.Message.ShouldContain("MasterKeys:file: This is too plain");

        File.WriteAllText(KeyFile, "");
        _bench.Problem(ConfigBench.Gateway("")).Message.ShouldContain(KeyFile);
        if (!OperatingSystem.IsWindows())
        {
            File.WriteAllText(KeyFile, sound);
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            _bench.Problem(ConfigBench.Gateway("")).Message.ShouldContain("chmod 600");
        }
    }

    [Fact]
    [Trait("Promise", "H5")]
    public void PostgreSQL_makes_none_by_itself_since_replicas_must_share_it()
    {
        _bench.Stored = _store.Stored;

        var problems = _bench.Read($$"""{ {{Postgres}}, "Gateway": { } }""").Problems;

        problems.Select(p => p.Path).ShouldBe(["Gateway:Secrets:MasterKeys", "Gateway:Secrets:Peppers"]);
        problems.ShouldAllBe(p => p.Message.Contains("openssl rand -base64 32", StringComparison.Ordinal));
        problems[0].Message.ShouldContain("AIGATEWAY_MASTER_KEY");
        problems[1].Message.ShouldContain("AIGATEWAY_PEPPER");
        File.Exists(KeyFile).ShouldBeFalse();

        _bench.Sound($$"""{ {{Postgres}}, "Gateway": { "Secrets": { "MasterKeys": { "a": "env:M" }, "Peppers": { "a": "env:P" } } } }""");
        _bench.Problem($$"""{ {{Postgres}}, "Gateway": { "Secrets": { "MasterKeys": { "a": "env:M" }, "Peppers": { "a": "env:P" }, "KeyFile": "k" } } }""")
            .Message.ShouldContain("PostgreSQL may have several replicas");
    }

    [Fact]
    [Trait("Promise", "H5")]
    [Trait("Promise", "K8")]
    public void A_key_file_that_went_missing_is_not_replaced_while_something_depends_on_it()
    {
        _bench.Stored = _store.Stored;
        var ring = Ring(_bench.Sound(ConfigBench.Gateway("")));
        _store.Put(ring, "openai", "value");
        File.Delete(KeyFile);

        var gone = _bench.Problem(ConfigBench.Gateway(""));
        gone.Path.ShouldBe("Gateway:Secrets:KeyFile");
        gone.Message.ShouldContain("from a backup");
        File.Exists(KeyFile).ShouldBeFalse();

        _store.Secrets.Clear();
        _store.PepperIds.Add(ring.PepperId);
        _bench.Problem(ConfigBench.Gateway("")).Message.ShouldContain("from a backup");

        _store.Answers = false;
        _bench.Problem(ConfigBench.Gateway("")).Message.ShouldContain("does not answer");
        File.Exists(KeyFile).ShouldBeFalse();
    }

    [Fact]
    [Trait("Promise", "H5")]
    [Trait("Promise", "K8")]
    public void Another_ring_than_what_is_stored_was_made_under_refuses_the_start()
    {
        _bench.Stored = _store.Stored;
        var old = Ring(_bench.Sound(ConfigBench.Gateway("")));
        _store.Put(old, "openai", "value");
        _store.Put(old, "anthropic", "value");
        _store.PepperIds.Add(old.PepperId);
        _bench.Sound(ConfigBench.Gateway(""));

        File.Delete(KeyFile);
        KeyRingFile.ReadOrCreate(KeyFile);
        var problems = _bench.Read(ConfigBench.Gateway("")).Problems;

        problems.Select(p => p.Path).ShouldBe(["Gateway:Secrets:MasterKeys", "Gateway:Secrets:Peppers"]);
        problems[0].Message.ShouldContain($"`anthropic`, `openai` encrypted under the master key `{old.MasterKeyId}`");
        problems[1].Message.ShouldContain($"`{old.PepperId}`");
    }

    [Fact]
    public void While_the_store_does_not_answer_the_ring_is_taken_as_it_is()
    {
        _bench.Stored = _store.Stored;
        _bench.Sound(ConfigBench.Gateway(""));
        _store.Answers = false;

        _bench.Sound(ConfigBench.Gateway(""));
        _store.Stored.IsBehind.ShouldBeTrue();
        _store.Answers = true;
        _bench.Sound(ConfigBench.Gateway(""));
        _store.Stored.IsBehind.ShouldBeFalse();
    }

    [Fact]
    public void What_is_told_or_printed_holds_no_key()
    {
        var options = _bench.Sound(Section("\"MasterKeys\": { \"a\": \"env:M\" }, \"Peppers\": { \"a\": \"env:P\" }"));

        var shown = $"{options.Secrets} {System.Text.Json.JsonSerializer.Serialize(options)} {(object?)Ring(options)}";

        shown.ShouldNotContain(Key(1));
        shown.ShouldNotContain(Key(3));
        shown.ShouldContain("***");
    }

    private static KeyRing Ring(GatewayOptions options) => KeyMaterial.ToRing(options.Secrets).ShouldNotBeNull();

    private static string Section(string inside) => ConfigBench.Gateway($"{NoStore}\"Secrets\": {{ {inside} }}");

    private static string Key(int seed) => Convert.ToBase64String(Bytes(seed));

    /// <summary>Random enough, and the same in each run.</summary>
    private static byte[] Bytes(int seed) => SHA256.HashData(Encoding.ASCII.GetBytes($"a test's key {seed}"));
}
