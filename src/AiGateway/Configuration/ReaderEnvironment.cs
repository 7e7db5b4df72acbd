using AiGateway.Secrets;

namespace AiGateway.Configuration;

/// <summary>What the reader takes from outside the configuration, passed in so that tests need not change the process.</summary>
internal sealed record ReaderEnvironment
{
    /// <summary>The value of an environment variable, or <see langword="null"/> where it is not set.</summary>
    /// <value>Default: the process's environment.</value>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The presets a provider may name.</summary>
    /// <value>Default: <see cref="PresetTraits.Known"/>.</value>
    public IReadOnlyDictionary<string, PresetTraits> Presets { get; init; } = PresetTraits.Known;

    /// <summary>The directory that a relative <c>file:</c> reference starts from.</summary>
    /// <value>Default: the working directory.</value>
    public string BaseDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Whether the gateway's own data has a price for a provider's model.</summary>
    /// <value>Default: none is known.</value>
    public Func<ProviderOptions, string, bool> IsPriced { get; init; } = static (_, _) => false;

    /// <summary>The ids of the API surfaces that keys may be kept to.</summary>
    /// <value>Default: none is known.</value>
    public IReadOnlyCollection<string> Surfaces { get; init; } = [];

    /// <summary>The clock, which tells whether a key has expired already.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether a key file may be made where there is none yet.</summary>
    /// <value>Default: yes; no for whoever only looks.</value>
    public bool MayMakeFiles { get; init; } = true;

    /// <summary>The store that <c>store:</c> references and key material are held against; also the leave to make a key file.</summary>
    /// <value>Default: none is asked, and no file is made.</value>
    public StoredSecrets? Stored { get; init; }

    /// <summary>What is wrong with a connection string for PostgreSQL, in words that repeat none of its values; <see langword="null"/> for nothing.</summary>
    /// <value>Default: nothing is.</value>
    public Func<string, string?> PostgresProblem { get; init; } = static _ => null;

    /// <summary>The same for Redis.</summary>
    /// <value>Default: nothing is.</value>
    public Func<string, string?> RedisProblem { get; init; } = static _ => null;
}
