using System.Reflection;
using AiGateway.Tests.Configuration;

namespace AiGateway.Tests.Architecture;

/// <summary>The rules of docs/architecture.md, held against what the compiler made of the code.</summary>
public sealed class ArchitectureTests
{
    private const string App = "AiGateway";
    private const string Yarp = "Yarp.ReverseProxy";
    private const string Polly = "Polly.Core";

    private static readonly CompiledAssembly Application = CompiledAssembly.Read("aigateway.dll");
    private static readonly CompiledAssembly Protocol = CompiledAssembly.Read("AiGateway.Protocol.dll");

    /// <summary>What each folder may use of the application's others, as the table says.</summary>
    public static TheoryData<string, string[]> Folders => new()
    {
        { "Admin", ["Admin.Answers", "Admin.Bodies", "Admin.Description", "Admin.Endpoints", "Audit", "Configuration", "Exchanges.HeaderNames", "Exchanges.RequestIds", "Explaining", "Health", "Management", "Providers.Credential", "Providers.ProviderEntry", "Secrets.TokenText", "Sharing", "Storage"] },
        { "Admin.Answers", ["Storage.AdminRole"] },
        { "Admin.Bodies", ["Admin", "Management.Change`1", "Storage.AdminRole"] },
        { "Admin.Description", ["Admin"] },
        { "Admin.Endpoints", ["Admin", "Admin.Answers", "Admin.Bodies", "Audit", "Configuration", "Explaining", "Health", "Management", "Sharing", "Storage"] },
        { "Audit", ["Configuration", "Secrets", "Storage"] },
        { "Authentication", ["Authentication.Jwt", "Exchanges", "Configuration", "Storage", "Secrets"] },
        { "Authentication.Jwt", ["Authentication", "Exchanges", "Configuration", "Configuration.Reading", "Upstream.UpstreamClients", "Upstream.UpstreamNetwork"] },
        { "Exchanges", ["Configuration", "Health.TargetClaim"] },
        { "Health", ["Configuration"] },
        { "Management", ["Audit", "Configuration", "Configuration.Reading.Names", "Configuration.Reading.Placeholders", "Configuration.Reloading.AcceptedConfiguration", "Exchanges.SurfaceTable", "Secrets", "Storage"] },
        { "Models", ["Configuration"] },
        { "Routing", ["Exchanges", "Configuration", "Health", "Models", "Providers.ModelNames"] },
        { "Failover", ["Exchanges", "Configuration", "Health", "Routing", "Models.TargetFacts", "Providers.ProviderEntry", "Providers.CredentialPool"] },
        { "Upstream", ["Exchanges", "Configuration", "Health", "Providers", "Providers.Mock.MockHandler"] },
        { "Providers", ["Configuration", "Health", "Providers.Anthropic", "Providers.Gemini", "Providers.Mistral", "Providers.Mock", "Providers.OpenAI", "Providers.OpenAICompatible"] },
        { "Providers.Anthropic", ["Providers"] },
        { "Providers.Gemini", ["Providers"] },
        { "Providers.Mistral", ["Providers"] },
        { "Providers.Mock", ["Providers"] },
        { "Providers.OpenAI", ["Providers"] },
        { "Providers.OpenAICompatible", ["Providers"] },
        { "Explaining", ["Authentication.KeyDirectory", "Authentication.KeyOutcome", "Authentication.KeyPresence", "Authentication.KeyVerdict", "Authentication.VirtualKeyHandler", "Exchanges", "Configuration", "Failover", "Health", "Models", "Providers", "Routing", "Upstream"] },
        { "CommandLine", ["GatewayHost", "HealthProbe", "Audit", "Authentication.KeyDirectory", "Configuration", "Exchanges.Surface", "Exchanges.SurfaceTable", "Explaining", "Management", "Secrets", "Storage", "Surfaces.ListeningSetup"] },
        { "Configuration", ["Authentication.VirtualKeyIndex", "Secrets", "Health.KeyHealth", "Providers", "Providers.OpenAICompatible.Preset", "Upstream.UpstreamClients", "Configuration.Reading", "Configuration.Reloading"] },
        { "Configuration.Reading", ["Configuration", "Secrets", "Storage.StoredSecret"] },
        { "Configuration.Reloading", ["Configuration", "Configuration.Reading"] },
        { "Secrets", ["Configuration", "Storage"] },
        { "Observability", ["Exchanges", "Configuration"] },
        { "Sharing", ["Configuration", "Storage", "Exchanges.GatewayMeter"] },
        { "Storage", ["Configuration.StorageOptions", "Configuration.Secret"] },
        { "Surfaces", ["Explaining", "Audit.AuditFile", "Audit.AuditLog", "Management", "Storage", "Sharing", "Secrets", "Authentication", "Authentication.Jwt", "Exchanges", "Health", "Models.ModelCatalog", "Routing", "Failover", "Upstream", "Providers", "Configuration", "Observability"] },
    };

    [Fact]
    public void The_reading_of_assemblies_sees_what_is_there()
    {
        // Otherwise every rule below would hold for an empty set.
        Application.Uses.Count.ShouldBeGreaterThan(3_000);
        Application.Uses.ShouldContain(u => u.User == $"{App}.Exchanges.ResponseGate" && u.Used == "Microsoft.AspNetCore.Http.HttpResponse" && u.Member == "get_BodyWriter");
        Application.Uses.ShouldContain(u => u.User == $"{App}.Failover.FailoverPipelines" && u.UsedAssembly == Polly);
        Application.Uses.ShouldContain(u => u.User == $"{App}.Upstream.AttemptRequestTransform" && u.Used == $"{App}.Providers.IProvider" && u.Member == "BuildUri");
        Application.Uses.Select(u => FolderOf(u.User)).Distinct().ShouldBe([.. Folders.Select(row => (string)row[0]), ""], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_no_more_than_the_table_says(string folder, string[] mayUse)
    {
        var forbidden = Application.Uses
            .Where(u => FolderOf(u.User) == folder && IsOurs(u.Used))
            .Where(u => FolderOf(u.Used) is var used && used != folder && !mayUse.Contains(used) && !mayUse.Contains(u.Used[(App.Length + 1)..]))
            .Select(u => $"{u.User} uses {u.Used}")
            .Distinct();

        forbidden.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Yarp, "Configuration", "Routing", "Failover", "Upstream", "Explaining", "Surfaces", "")]
    [InlineData("System.CommandLine", "CommandLine")]
    [InlineData(Polly, "Failover")]
    [InlineData("Serilog", "Observability")]
    [InlineData("Microsoft.IdentityModel", "Authentication.Jwt")]
    // What the package's own source generator makes lies outside of our folders.
    [InlineData("Microsoft.AspNetCore.OpenApi", "Admin.Description", "")]
    [InlineData("Microsoft.OpenApi", "Admin.Description", "")]
    [InlineData("Dapper", "Storage")]
    [InlineData("Microsoft.Data.Sqlite", "Storage")]
    [InlineData("Npgsql", "Storage")]
    [InlineData("StackExchange.Redis", "Sharing")]
    public void A_library_is_used_in_its_folders_alone(string library, params string[] folders)
    {
        var uses = Application.Uses.Where(u => u.UsedAssembly == library || u.UsedAssembly.StartsWith(library + ".", StringComparison.Ordinal)).ToArray();

        uses.ShouldNotBeEmpty();
        uses.Where(u => !folders.Contains(FolderOf(u.User))).Select(u => $"{u.User} uses {u.Used}").Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Redis_is_used_in_what_is_called_so_alone()
    {
        var users = Application.Uses.Where(u => u.UsedAssembly == "StackExchange.Redis").Select(u => u.User).Distinct();

        users.Where(user => !user[(user.LastIndexOf('.') + 1)..].StartsWith("Redis", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Providers_know_no_HttpContext()
    {
        var uses = Application.Uses.Where(u => FolderOf(u.User).StartsWith("Providers", StringComparison.Ordinal) && u.UsedSpace.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

        uses.Select(u => $"{u.User} uses {u.Used}").Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Upstream_and_the_list_of_models_alone_call_a_provider()
    {
        var calls = Application.Uses.Where(u => u.Used == $"{App}.Providers.IProvider" && u.Member is "BuildUri" or "HealthUri" or "Authorise");

        calls.Select(u => FolderOf(u.User)).Distinct().ShouldBe(["Upstream"]);
    }

    [Fact]
    public void The_protocol_library_refers_to_the_base_class_library_alone()
    {
        Protocol.References.ShouldNotBeEmpty();
        Protocol.References.Where(r => !r.StartsWith("System.", StringComparison.Ordinal) && r is not ("netstandard" or "mscorlib" or "System")).ShouldBeEmpty();
        Protocol.Uses.Where(u => u.UsedSpace is "System.IO" or "System.Net" or "System.Net.Http" or "System.Net.Sockets" or "System.Threading.Tasks" || u.Used is "System.DateTime" or "System.TimeProvider" or "System.Random")
            .Where(u => u.Used is not "System.IO.Path")
            .Select(u => $"{u.User} uses {u.Used}").Distinct().ShouldBeEmpty("functions from bytes to bytes have no I/O and no clock");
    }

    [Fact]
    public void A_format_uses_no_other_format()
    {
        const string Formats = "AiGateway.Protocol.Formats.";

        Protocol.Uses
            .Where(u => u.UserSpace.StartsWith(Formats, StringComparison.Ordinal) && u.UsedSpace.StartsWith(Formats, StringComparison.Ordinal) && u.UserSpace != u.UsedSpace)
            .Select(u => $"{u.User} uses {u.Used}").Distinct().ShouldBeEmpty();
        Protocol.Uses
            .Where(u => u.UsedSpace.StartsWith(Formats, StringComparison.Ordinal) && !u.UserSpace.StartsWith(Formats, StringComparison.Ordinal) && u.UserSpace.Length > 0)
            .Select(u => $"{u.User} uses {u.Used}").Distinct().ShouldBeEmpty("what all formats share knows none of them");
    }

    [Fact]
    public void Nobody_but_the_gate_and_the_error_writer_writes_to_a_caller()
    {
        string[] writers = [$"{App}.Exchanges.ResponseGate", $"{App}.Exchanges.ErrorWriter", $"{App}.Admin.ProblemWriter"];
        string[] members = ["get_Body", "get_BodyWriter", "set_Body", "StartAsync", "CompleteAsync", "Redirect", "set_ContentLength", "set_ContentType"];

        var others = Application.Uses
            .Where(u => (u.Used == "Microsoft.AspNetCore.Http.HttpResponse" && members.Contains(u.Member))
                || u.Used is "Microsoft.AspNetCore.Http.HttpResponseWritingExtensions" or "Microsoft.AspNetCore.Http.SendFileResponseExtensions" or "Microsoft.AspNetCore.Http.HttpResponseJsonExtensions")
            .Where(u => !writers.Contains(u.User));
        others.Select(u => $"{u.User}: {u.Used}.{u.Member}").Distinct().ShouldBeEmpty();

        // A status is also how a transform stops YARP, on the attempt's own context.
        Application.Uses.Where(u => u.Used == "Microsoft.AspNetCore.Http.HttpResponse" && u.Member == "set_StatusCode").Select(u => u.User).Distinct()
            .ShouldBe([.. writers, $"{App}.Upstream.AttemptRequestTransform", $"{App}.Upstream.ProviderKeyTransformFactory"], ignoreOrder: true);
        Application.Uses.Where(u => u.Used == "Microsoft.AspNetCore.Http.TypedResults" && FolderOf(u.User) != "Admin.Endpoints").Select(u => u.User).Distinct()
            .ShouldBe([$"{App}.Surfaces.HealthEndpoints", $"{App}.Surfaces.ModelEndpoints"], ignoreOrder: true);
    }

    [Fact]
    public void No_static_field_can_change()
    {
        var mutable = Application.StaticFields.Concat(Protocol.StaticFields)
            .Where(f => !f.Attributes.HasFlag(FieldAttributes.InitOnly) && !f.Attributes.HasFlag(FieldAttributes.Literal))
            // What the compiler keeps of lambdas and source generators of their serialisers is none of our state.
            .Where(f => !f.Name.Contains('<', StringComparison.Ordinal))
            .Select(f => f.Name);

        mutable.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_asks_the_machines_clock_or_leaves_the_request_for_another_thread()
    {
        var clocks = Application.Uses.Where(u => u is { Used: "System.DateTime" or "System.DateTimeOffset", Member: "get_UtcNow" or "get_Now" } or { Used: "System.Threading.Tasks.Task", Member: "Run" });

        clocks.Select(u => $"{u.User}: {u.Used}.{u.Member}").Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void No_file_has_more_than_400_lines_and_the_programs_less_than_60()
    {
        var files = (string[])["src", "tests"];
        var lengths = files.SelectMany(folder => Directory.EnumerateFiles(RepositoryFiles.Path(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules"))
            .ToDictionary(file => Path.GetRelativePath(RepositoryFiles.Root, file), file => File.ReadLines(file).Count());

        lengths.Count.ShouldBeGreaterThan(200);
        lengths.Where(f => f.Value > 400).ShouldBeEmpty();
        lengths.Where(f => f.Key.StartsWith("src", StringComparison.Ordinal) && Path.GetFileName(f.Key) == "Program.cs" && f.Value >= 60).ShouldBeEmpty();
    }

    [Fact]
    public void A_types_namespace_is_its_folder()
    {
        foreach (var project in (string[])["AiGateway", "AiGateway.Protocol"])
        {
            var root = RepositoryFiles.Path("src", project);
            foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Where(f => !Path.GetRelativePath(root, f).StartsWith("obj", StringComparison.Ordinal) && !Path.GetRelativePath(root, f).StartsWith("bin", StringComparison.Ordinal)))
            {
                var folder = Path.GetDirectoryName(Path.GetRelativePath(root, file))!.Replace(Path.DirectorySeparatorChar, '.');
                var declared = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
                if (Path.GetFileName(file) is not ("Program.cs" or "AssemblyInfo.cs"))
                {
                    declared.ShouldBe($"namespace {(folder.Length == 0 ? project : $"{project}.{folder}")};", file);
                }
            }
        }
    }

    private static bool IsOurs(string type) => type.StartsWith(App + ".", StringComparison.Ordinal) && !type.StartsWith(App + ".Protocol.", StringComparison.Ordinal);

    private static string FolderOf(string type)
    {
        var space = type.LastIndexOf('.') is var dot and > 0 ? type[..dot] : "";
        return space.StartsWith(App + ".", StringComparison.Ordinal) ? space[(App.Length + 1)..] : "";
    }
}
