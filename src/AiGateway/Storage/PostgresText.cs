using Npgsql;

namespace AiGateway.Storage;

/// <summary>Looks at a connection string for PostgreSQL before anything connects with it.</summary>
internal static class PostgresText
{
    /// <summary>What is wrong with it, in words that repeat none of its values; null for nothing.</summary>
    public static string? ProblemOf(string connectionString)
    {
        NpgsqlConnectionStringBuilder text;
        try
        {
            text = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            return "This is no connection string of PostgreSQL's, or has a word that it does not know. It is written Host=db;Username=gateway;Password=…;Database=gateway.";
        }

        if (string.IsNullOrWhiteSpace(text.Host))
        {
            return "It names no Host.";
        }

        if (IsGivenEmpty(connectionString, "password", "pwd", "psw"))
        {
            return "Its Password is empty. Leave it out where the server asks for none, or has it from a Passfile or a certificate.";
        }

        return string.IsNullOrWhiteSpace(text.Database) && string.IsNullOrWhiteSpace(text.Username)
            ? "It names neither a Database nor a Username."
            : null;
    }

    private static bool IsGivenEmpty(string connectionString, params string[] words) => connectionString
        .Split(';')
        .Select(static part => part.Split('=', 2, StringSplitOptions.TrimEntries))
        .Any(part => part is [var word, "" or "''" or "\"\""] && words.Contains(word, StringComparer.OrdinalIgnoreCase));
}
