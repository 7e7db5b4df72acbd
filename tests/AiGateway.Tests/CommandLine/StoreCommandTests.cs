using System.Text;
using System.Text.RegularExpressions;
using AiGateway.CommandLine;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.CommandLine;

/// <summary>The commands that change the store, on each kind of it.</summary>
[Collection(PostgresCollection.Name)]
public sealed partial class StoreCommandTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task Keys_are_made_listed_shown_rotated_and_revoked(StoreKind kind)
    {
        using var bench = await StoreBench.StartAsync(kind, server);

        var made = (await bench.RunAsync("keys", "create", "shop", "--model", "mock/*", "gpt-*", "--tag", "a", "--tag", "b", "--network", "10.0.0.0/8", "--surface", "chat", "--expires", "90d")).Ok();
        made.Line.ShouldMatch("^sk-gw-[a-z0-9]{12}-[0-9A-Za-z]{49}$", "the key alone, so that a script can take it");
        made.Errors.ShouldContain("(shop) is made");
        var id = made.Line.Split('-')[2];
        made.Errors.ShouldContain(id);

        var listed = (await bench.RunAsync("keys", "list", "--json")).Ok().Json;
        listed.GetArrayLength().ShouldBe(1);
        listed[0].GetProperty("id").GetString().ShouldBe(id);
        listed[0].GetProperty("state").GetString().ShouldBe("active");
        listed[0].GetProperty("models").EnumerateArray().Select(static m => m.GetString()).ShouldBe(["mock/*", "gpt-*"]);
        listed[0].GetProperty("tags").EnumerateArray().Select(static m => m.GetString()).ShouldBe(["a", "b"]);
        (listed[0].GetProperty("expiresAt").GetDateTimeOffset() - listed[0].GetProperty("createdAt").GetDateTimeOffset()).TotalDays.ShouldBe(90, 0.1);
        (await bench.RunAsync("keys", "list", "--search", "other", "--json")).Ok().Json.GetArrayLength().ShouldBe(0);

        var rotated = (await bench.RunAsync("keys", "rotate", id, "--overlap", "7d", "--json")).Ok().Json;
        rotated.GetProperty("id").GetString().ShouldBe(id);
        rotated.GetProperty("key").GetString().ShouldNotBe(made.Line);
        (rotated.GetProperty("previousUntil").GetDateTimeOffset() - rotated.GetProperty("updatedAt").GetDateTimeOffset()).TotalDays.ShouldBe(7, 0.1);

        (await bench.RunAsync("keys", "revoke", id)).Ok().Output.ShouldContain("revoked");
        var shown = (await bench.RunAsync("keys", "show", id)).Ok().Output;
        shown.ShouldContain("revoked");
        foreach (var text in (string[])[shown, listed.GetRawText(), (await bench.RunAsync("keys", "list")).Output])
        {
            text.ShouldNotContain("sk-gw-");
            text.ShouldNotContain("digest", Case.Insensitive);
        }
    }

    [Theory]
    [EveryStore]
    public async Task Secrets_go_in_by_a_pipe_a_file_or_a_hidden_line_and_never_come_out(StoreKind kind)
    {
        using var bench = await StoreBench.StartAsync(kind, server);
        var file = Path.Combine(bench.Folder, "value");
        await File.WriteAllTextAsync(file, "sk-canary-of-the-file-8Kq2\n");
        bench.Typed = "sk-canary-typed-8Kq2";

        CommandResult[] all =
        [
            (await bench.RunAsync("sk-canary-piped-8Kq2\r\n", ["secrets", "set", "piped", "--note", "by a pipe"])).Ok(),
            (await bench.RunAsync("secrets", "set", "filed", "--file", file)).Ok(),
            (await bench.RunAsync(null, ["secrets", "set", "typed"])).Ok(),
            (await bench.RunAsync("sk-canary-later-8Kq2", ["secrets", "rotate", "piped", "--json"])).Ok(),
            (await bench.RunAsync("secrets", "list")).Ok(),
            (await bench.RunAsync("secrets", "list", "--json")).Ok(),
            (await bench.RunAsync("audit", "list", "--json")).Ok(),
            (await bench.RunAsync("secrets", "reencrypt", "--json")).Ok(),
        ];

        all[3].Json.GetProperty("version").GetInt64().ShouldBe(2);
        all[3].Json.GetProperty("note").GetString().ShouldBe("by a pipe", "a rotation changes the value alone");
        all[5].Json.EnumerateArray().Select(static s => s.GetProperty("name").GetString()).ShouldBe(["filed", "piped", "typed"], ignoreOrder: true);
        all[7].Json.GetProperty("done").GetInt32().ShouldBe(0);
        all.ShouldAllBe(result => !$"{result.Output}{result.Errors}".Contains("canary", StringComparison.OrdinalIgnoreCase) && !$"{result.Output}{result.Errors}".Contains("8Kq2", StringComparison.Ordinal));
        if (kind == StoreKind.Sqlite)
        {
            foreach (var path in Directory.EnumerateFiles(Path.Combine(bench.Folder, "data")))
            {
                Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path)).ShouldNotContain("canary", Case.Sensitive, path);
            }
        }
    }

    [Theory]
    [EveryStore]
    public async Task What_is_refused_ends_with_one_and_says_why(StoreKind kind)
    {
        using var bench = await StoreBench.StartAsync(kind, server);

        await RefusedAsync("no key", "keys", "show", "abcdefghijkl");
        await RefusedAsync("no key", "keys", "revoke", "abcdefghijkl");
        await RefusedAsync("no team", "keys", "create", "x", "--team", "nobody");
        await RefusedAsync("no secret", "secrets", "rotate", "nobody");
        await RefusedAsync("no secret", "secrets", "delete", "nobody");
        await RefusedAsync("empty", "secrets", "set", "openai");
        await RefusedAsync("no token", "tokens", "revoke", "abcdefghijkl");
        (await bench.RunAsync(null, ["secrets", "set", "openai"])).Code.ShouldBe(ExitCode.Failed);
        (await bench.RunAsync("secrets", "list", "--json")).Ok().Json.GetArrayLength().ShouldBe(0);

        async Task RefusedAsync(string why, params string[] args)
        {
            var result = await bench.RunAsync(args);
            result.Code.ShouldBe(ExitCode.Failed, string.Join(' ', args));
            result.Errors.ShouldContain(why);
            result.Output.ShouldBeEmpty();
        }
    }

    [Theory]
    [EveryStore]
    public async Task Tokens_are_the_way_back_in_and_the_last_admins_stays(StoreKind kind)
    {
        using var bench = await StoreBench.StartAsync(kind, server);

        var made = (await bench.RunAsync("tokens", "create", "anna", "--role", "admin")).Ok();
        made.Line.ShouldMatch("^agw-admin-[a-z0-9]{12}-[0-9A-Za-z]{49}$");
        var id = made.Line.Split('-')[2];
        var viewer = (await bench.RunAsync("tokens", "create", "vera", "--role", "viewer", "--expires", "2099-01-31", "--json")).Ok().Json;
        viewer.GetProperty("role").GetString().ShouldBe("viewer");
        viewer.GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2099, 1, 31, 0, 0, 0, TimeSpan.Zero));

        var kept = await bench.RunAsync("tokens", "revoke", id);
        kept.Code.ShouldBe(ExitCode.Failed);
        kept.Errors.ShouldContain("last");
        (await bench.RunAsync("tokens", "revoke", viewer.GetProperty("id").GetString()!)).Ok();

        var listed = (await bench.RunAsync("tokens", "list")).Ok().Output;
        listed.ShouldContain(id);
        listed.ShouldNotContain("agw-admin-");
        listed.ShouldNotContain("vera");
    }

    [Theory]
    [EveryStore]
    public async Task Every_change_is_on_record_and_the_record_can_be_checked(StoreKind kind)
    {
        using var bench = await StoreBench.StartAsync(kind, server);
        var id = (await bench.RunAsync("keys", "create", "shop")).Ok().Line.Split('-')[2];
        var head = End().Match((await bench.RunAsync("audit", "verify")).Ok().Output).Groups["head"].Value;
        (await bench.RunAsync("keys", "revoke", id)).Ok();

        var whole = (await bench.RunAsync("audit", "verify", "--remembered", head, "--json")).Ok().Json;
        whole.GetProperty("isSound").GetBoolean().ShouldBeTrue();
        whole.GetProperty("records").GetInt64().ShouldBe(2);
        var cut = await bench.RunAsync("audit", "verify", "--remembered", $"99:{head.Split(':')[1]}");
        cut.Code.ShouldBe(ExitCode.Failed);
        cut.Output.ShouldContain("NOT whole");

        var records = (await bench.RunAsync("audit", "list", "--subject", id, "--json")).Ok().Json.EnumerateArray().ToArray();
        records.Select(static r => r.GetProperty("action").GetString()).ShouldBe(["key.revoke", "key.create"]);
        records.ShouldAllBe(r => r.GetProperty("actor").GetString() == $"cli:{Environment.UserName}" && r.GetProperty("origin").GetString() == Environment.MachineName);
        (await bench.RunAsync("audit", "list", "--limit", "1", "--json")).Ok().Json.GetArrayLength().ShouldBe(1);
        (await bench.RunAsync("audit", "list", "--to", "2020-01-01", "--json")).Ok().Json.GetArrayLength().ShouldBe(0);
        (await bench.RunAsync("audit", "list")).Ok().Output.ShouldContain("key.revoke");
    }

    [Fact]
    public async Task The_audit_file_is_checked_by_itself_where_there_is_no_store()
    {
        using var bench = await StoreBench.StartAsync(StoreKind.Sqlite, server, new Dictionary<string, object>(StringComparer.Ordinal) { ["Audit"] = new { File = "audit.jsonl" } });
        (await bench.RunAsync("keys", "create", "one")).Ok();
        (await bench.RunAsync("keys", "create", "two")).Ok();
        var file = Directory.EnumerateFiles(bench.Folder, "audit.jsonl", SearchOption.AllDirectories).Single();
        using var elsewhere = new CommandBench(new { Gateway = new { Storage = new { Enabled = false } } });

        (await elsewhere.RunAsync("audit", "verify", "--file", file)).Ok().Output.ShouldContain("whole: 2 changes");

        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("key.create", "key.delete", StringComparison.Ordinal));
        var forged = await elsewhere.RunAsync("audit", "verify", "--file", file);
        forged.Code.ShouldBe(ExitCode.Failed);
        forged.Output.ShouldContain("NOT whole");
        (await elsewhere.RunAsync("audit", "verify", "--file", file + "x")).Code.ShouldBe(ExitCode.Failed);
    }

    [Theory]
    [EveryStore]
    public async Task A_backup_is_a_store_of_its_own_and_overwrites_nothing(StoreKind kind)
    {
        using var bench = await StoreBench.StartAsync(kind, server);
        var id = (await bench.RunAsync("keys", "create", "shop")).Ok().Line.Split('-')[2];
        var copy = Path.Combine(bench.Folder, "data", "copy.db");

        var result = await bench.RunAsync("backup", copy);

        if (kind == StoreKind.Postgres)
        {
            result.Code.ShouldBe(ExitCode.Failed);
            result.Errors.ShouldContain("pg_dump");
            return;
        }

        result.Ok().Output.ShouldContain(copy);
        (await bench.RunAsync("keys", "show", id, "--Gateway:Storage:Sqlite=data/copy.db")).Ok();
        (await bench.RunAsync("backup", copy)).Code.ShouldBe(ExitCode.Failed);
    }

    [Theory]
    [InlineData("keys list")]
    [InlineData("secrets list")]
    [InlineData("tokens list")]
    [InlineData("audit verify")]
    [InlineData("keys create x")]
    public async Task A_store_that_does_not_answer_ends_with_three(string line)
    {
        using var bench = new CommandBench(new { ConnectionStrings = new { Postgres = "Host=127.0.0.1;Port=1;Username=canary-user;Password=canary-password;Database=none" }, Gateway = new { Storage = new { Timeout = "1s" } } });
        bench.Variables["AIGATEWAY_MASTER_KEY"] = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        bench.Variables["AIGATEWAY_PEPPER"] = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

        var result = await bench.RunAsync(line.Split(' '));

        result.Code.ShouldBe(ExitCode.StoreUnavailable, result.Errors);
        result.Errors.ShouldContain("does not answer");
        $"{result.Output}{result.Errors}".ShouldNotContain("canary");
    }

    [Fact]
    public async Task Without_a_store_the_commands_say_so()
    {
        using var bench = new CommandBench(new { Gateway = new { Storage = new { Enabled = false } } });

        var result = await bench.RunAsync("keys", "list");

        result.Code.ShouldBe(ExitCode.Failed);
        result.Errors.ShouldContain("Gateway:Storage:Enabled");
    }

    [Fact]
    public async Task A_secret_that_the_configuration_waits_for_can_be_set_and_a_key_be_revoked_while_it_is_broken()
    {
        using var bench = await StoreBench.StartAsync(StoreKind.Sqlite, server);
        var id = (await bench.RunAsync("keys", "create", "shop")).Ok().Line.Split('-')[2];
        bench.Write(new
        {
            Gateway = new
            {
                Providers = new { openai = new { Type = "OpenAI", ApiKeys = new[] { "store:openai" } } },
                Storage = new { Timeout = "20s" },
                Admin = new { Enabled = false },
            },
        });
        (await bench.RunAsync("validate")).Output.ShouldContain("aigateway secrets set openai");

        (await bench.RunAsync("keys", "revoke", id)).Ok().Errors.ShouldContain("aigateway validate");
        (await bench.RunAsync("keys", "create", "another")).Code.ShouldBe(ExitCode.Failed, "what a key may be hangs on the whole configuration");
        (await bench.RunAsync("sk-canary-provider-key", ["secrets", "set", "openai"])).Ok();

        (await bench.RunAsync("validate")).Ok();
        (await bench.RunAsync("keys", "create", "another")).Ok().Errors.ShouldNotContain("validate");
        var refused = await bench.RunAsync("secrets", "delete", "openai");
        refused.Code.ShouldBe(ExitCode.Failed);
        refused.Errors.ShouldContain("Gateway:Providers:openai:ApiKeys:0");
    }

    [Fact]
    public async Task Fresh_keys_are_such_as_the_configuration_takes()
    {
        using var bench = await StoreBench.StartAsync(StoreKind.Sqlite, server);
        var lines = (await bench.RunAsync("secrets", "generate-keys")).Ok().Line.Split('\n');
        lines.Select(static line => line.Split('=')[0]).ShouldBe(["AIGATEWAY_MASTER_KEY", "AIGATEWAY_PEPPER"]);
        foreach (var line in lines)
        {
            var (name, value) = (line[..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            bench.Variables[name] = value;
        }

        (await bench.RunAsync("keys", "create", "shop")).Ok();

        File.Exists(Path.Combine(bench.Folder, "data", "aigateway.keys")).ShouldBeFalse("both are in the environment");
        (await bench.RunAsync("secrets", "generate-keys", "--json")).Ok().Json.GetProperty("AIGATEWAY_PEPPER").GetString().ShouldNotBe(bench.Variables["AIGATEWAY_PEPPER"]);
    }

    [Fact]
    public async Task A_hash_for_the_configuration_needs_a_pepper_and_no_store()
    {
        using var bench = new CommandBench(new { Gateway = new { Storage = new { Enabled = false } } });
        var without = await bench.RunAsync("keys", "hash");
        without.Code.ShouldBe(ExitCode.Failed);
        without.Errors.ShouldContain("AIGATEWAY_PEPPER");
        bench.Variables["AIGATEWAY_PEPPER"] = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

        var made = (await bench.RunAsync("keys", "hash", "--json")).Ok().Json;

        var hash = made.GetProperty("hash").GetString().ShouldNotBeNull();
        made.GetProperty("key").GetString().ShouldNotBeNull().ShouldStartWith($"sk-gw-{hash.Split(':')[1]}-");
        bench.Write(new { Gateway = new { Storage = new { Enabled = false }, VirtualKeys = new { shop = new { Hash = hash } } } });
        (await bench.RunAsync("validate")).Ok();
        (await bench.RunAsync("keys", "hash")).Ok().Output.ShouldMatch("^Key   sk-gw-.*\nHash  .*\n$");
        Directory.EnumerateFileSystemEntries(bench.Folder).Count().ShouldBe(1);
    }

    [GeneratedRegex("Its end, to be remembered elsewhere: (?<head>[0-9]+:[0-9a-f]{64})", RegexOptions.ExplicitCapture)]
    private static partial Regex End();
}
