namespace AiGateway.Configuration.Reading;

/// <summary>Reads how Redis is reached, and what the gateway's names in it begin with.</summary>
internal sealed class RedisReader(ReaderEnvironment environment, SecretReader secrets)
{
    private const int LongestPrefix = 64;

    /// <summary>Reads the connection string; null where there is none or it is unsound.</summary>
    public Secret? Connection(ObjectReader connections)
    {
        const string Field = nameof(GatewayOptions.Redis);
        // Most say no more than a host and a port, which may stand anywhere.
        if (connections.Text(Field) is not { } reference
            || secrets.Read(connections.PathOf(Field), reference, reference.Contains("password", StringComparison.OrdinalIgnoreCase)) is not { } secret)
        {
            return null;
        }

        if (environment.RedisProblem(secret.Reveal()) is { } problem)
        {
            connections.Error(Field, problem);
            return null;
        }

        return secret;
    }

    /// <summary>Reads the prefix of all names.</summary>
    public static string Prefix(ObjectReader reader)
    {
        const string Field = nameof(GatewayOptions.RedisPrefix);
        var defaultPrefix = new GatewayOptions().RedisPrefix;
        if (reader.Text(Field) is not { } prefix)
        {
            return defaultPrefix;
        }

        if (prefix.Length <= LongestPrefix && prefix.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'))
        {
            return prefix;
        }

        reader.Error(Field, $"At most {LongestPrefix} letters, digits, `-`, `_`, `.` and `:` are expected here.");
        return defaultPrefix;
    }
}
