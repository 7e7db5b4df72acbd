namespace AiGateway.Configuration;

/// <summary>The admin API, which has a listener of its own.</summary>
internal sealed record AdminOptions
{
    /// <summary>Whether there is one.</summary>
    /// <value>Default: <see langword="true"/> where there is a store.</value>
    public bool Enabled { get; init; } = true;

    /// <summary>Where it listens: one or more URLs, separated by semicolons, none of them the data port's.</summary>
    /// <value>Default: <c>http://127.0.0.1:8081</c>.</value>
    public string Urls { get; init; } = "http://127.0.0.1:8081";
}
