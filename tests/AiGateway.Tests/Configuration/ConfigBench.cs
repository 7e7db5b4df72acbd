using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Secrets;
using Microsoft.Extensions.Configuration;

namespace AiGateway.Tests.Configuration;

/// <summary>Reads literal JSON as if each text were a file of its own, with an environment that is given and never the process's.</summary>
internal sealed class ConfigBench : IDisposable
{
    public const string StrongKey = "kG7vQ2xW9pLs4TzR8mYb";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("aigateway-config-");

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>What a configuration source for environment variables would give.</summary>
    public Dictionary<string, string?> Overrides { get; } = [];

    public string Folder => _directory.FullName;

    /// <summary>Which models the gateway has a price for by itself.</summary>
    public Func<ProviderOptions, string, bool> IsPriced { get; set; } = (_, _) => false;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The store to ask; none by itself, and then no key file is made either.</summary>
    public StoredSecrets? Stored { get; set; }

    public ReaderEnvironment Environment => new()
    {
        Variable = Variables.GetValueOrDefault,
        BaseDirectory = Folder,
        IsPriced = IsPriced,
        Surfaces = new SurfaceTable().Names,
        Time = Time,
        Stored = Stored,
    };

    public ReadResult Read(params string[] files)
    {
        var builder = new ConfigurationBuilder().SetBasePath(Folder);
        for (var i = 0; i < files.Length; i++)
        {
            File.WriteAllText(Path.Combine(Folder, $"file{i}.json"), files[i]);
            builder.AddJsonFile($"file{i}.json");
        }

        builder.AddInMemoryCollection(Overrides);
        return new GatewayOptionsReader(Environment).Read(builder.Build());
    }

    /// <summary>Reads what is expected to be sound.</summary>
    public GatewayOptions Sound(params string[] files)
    {
        var result = Read(files);
        result.Problems.ShouldBeEmpty();
        return result.Options.ShouldNotBeNull();
    }

    /// <summary>Reads what is expected to have exactly one problem.</summary>
    public ConfigurationProblem Problem(params string[] files)
    {
        var result = Read(files);
        result.Options.ShouldBeNull();
        return result.Problems.ShouldHaveSingleItem();
    }

    /// <summary>Wraps the inside of the section.</summary>
    public static string Gateway(string inside) => $$"""{ "Gateway": { {{inside}} } }""";

    public void Dispose() => _directory.Delete(recursive: true);
}
