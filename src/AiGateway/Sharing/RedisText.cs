using StackExchange.Redis;

namespace AiGateway.Sharing;

/// <summary>What a connection string for Redis may say.</summary>
internal static class RedisText
{
    private const string Form = "Write it as `HOST:PORT,password=…,ssl=true`, with further hosts and settings separated by commas; a password with a comma in it cannot be written so.";

    /// <summary>What is wrong with a connection string, in words that repeat nothing of it; null for nothing.</summary>
    public static string? ProblemOf(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            return $"This is an address of the form redis://…, which the client does not read. {Form}";
        }

        var settings = text.Split(',').Select(static part => part.Split('=', 2)).Where(static part => part.Length == 2).ToArray();
        if (Has("user"))
        {
            return "The client of this build knows no user names of Redis's access lists. Give the default user a password, and only that one here.";
        }

        if (Has("serviceName"))
        {
            return "The client of this build knows no Sentinel. Name the servers themselves.";
        }

        ConfigurationOptions options;
        try
        {
            options = ConfigurationOptions.Parse(text);
        }
#pragma warning disable CA1031 // The client throws this and that, with the text in it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return $"The client cannot read this. {Form}";
        }

        return options switch
        {
            { EndPoints.Count: 0 } => $"No host is named. {Form}",
            { AllowAdmin: true } => "allowAdmin lets the client run commands that no part of the gateway needs. Leave it out.",
            _ => null,
        };

        bool Has(string name) => settings.Any(setting => setting[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
