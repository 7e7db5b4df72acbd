using AiGateway.Configuration;
using AiGateway.Configuration.Reloading;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiGateway.Tests.Configuration;

/// <summary>The way from the application's builder to a snapshot, or to a refusal.</summary>
public sealed class StartTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    public void Dispose() => _bench.Dispose();

    private WebApplicationBuilder Builder(string json)
    {
        File.WriteAllText(Path.Combine(_bench.Folder, "appsettings.json"), json);
        return WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _bench.Folder, EnvironmentName = "Production" });
    }

    [Fact]
    public async Task A_sound_configuration_becomes_the_first_snapshot()
    {
        var builder = Builder("""{ "Gateway": { "MaxRequestBytes": 77 }, "ReverseProxy": { "Routes": { "r": { "ClusterId": "c" } } } }""");

        var result = builder.AddGatewayConfiguration(_bench.Environment);
        result.Problems.ShouldBeEmpty();
        builder.Services.AddConfigurationSnapshot((_, options, version) => new ReloadBench.Snapshot(options, version));
        await using var app = builder.Build();

        var store = app.Services.GetRequiredService<SnapshotStore<ReloadBench.Snapshot>>();
        store.Current.Options.ShouldBeSameAs(result.Options);
        store.Current.Options.MaxRequestBytes.ShouldBe(77);
        store.Version.ShouldStartWith("1-");
        app.Services.GetServices<IHostedService>().OfType<ConfigurationReloader<ReloadBench.Snapshot>>().ShouldHaveSingleItem();
        app.Services.GetRequiredService<AcceptedConfiguration>().Root["ReverseProxy:Routes:r:ClusterId"].ShouldBe("c");
    }

    [Fact]
    public void A_refused_start_names_every_problem_and_ends_with_one()
    {
        var result = Builder("""{ "Gateway": { "MaxRequestBytes": 0, "Typo": 1 } }""").AddGatewayConfiguration(_bench.Environment);
        using var output = new StringWriter();

        result.Options.ShouldBeNull();
        StartupReport.Refuse(result.Problems, output).ShouldBe(1);

        output.ToString().ShouldStartWith(
            "The configuration has 2 errors, so the gateway does not start:\n\n"
            + "  Gateway:MaxRequestBytes\n      0 is out of range: 1 to 1073741824.\n"
            + "  Gateway:Typo\n      There is no field `Typo` here. Fields: Storage, Secrets, ");
    }

    [Fact]
    public void A_file_that_net_itself_cannot_load_is_put_into_words()
    {
        var thrown = Should.Throw<InvalidDataException>(() => Builder("{ \"Gateway\": {"));

        var problem = StartupReport.FromException(thrown).ShouldNotBeNull();
        problem.Message.ShouldContain("appsettings.json");
        problem.Message.ShouldContain("LineNumber");
        StartupReport.FromException(new InvalidOperationException("other")).ShouldBeNull();
    }

    [Fact]
    public void Relative_secret_files_start_from_the_content_root()
    {
        File.WriteAllText(Path.Combine(_bench.Folder, "key"), ConfigBench.StrongKey);

        var result = Builder("""{ "Gateway": { "VirtualKeys": { "k": "file:key" } } }""").AddGatewayConfiguration();

        result.Options.ShouldNotBeNull().VirtualKeys["k"].Value.ShouldNotBeNull().Reveal().ShouldBe(ConfigBench.StrongKey);
    }
}
