namespace AiGateway.Storage;

/// <summary>The few words in which the databases' SQL differs.</summary>
internal sealed record StoreDialect
{
    /// <summary>SQLite's.</summary>
    public static readonly StoreDialect Sqlite = new()
    {
        TextType = "TEXT",
        BytesType = "BLOB",
        Position = "instr",
        HasElement = "EXISTS (SELECT 1 FROM json_each({0}) WHERE value = {1})",
        CountTables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @name",
    };

    /// <summary>PostgreSQL's.</summary>
    public static readonly StoreDialect Postgres = new()
    {
        // Byte order whatever the database's locale is: as SQLite has it, and as pages need it, which go on after an id.
        TextType = "text COLLATE \"C\"",
        BytesType = "bytea",
        Position = "strpos",
        HasElement = "jsonb_exists({0}::jsonb, {1})",
        CountTables = "SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass(@name)",
    };

    /// <summary>The type of a text, for <c>{text}</c> in migrations.</summary>
    public required string TextType { get; init; }

    /// <summary>The type of bytes, for <c>{bytes}</c> in migrations.</summary>
    public required string BytesType { get; init; }

    /// <summary>The function that tells where in its first argument the second begins, from 1; 0 for nowhere.</summary>
    public required string Position { get; init; }

    /// <summary>Whether a list, stored as JSON in the column {0}, has the element {1}.</summary>
    public required string HasElement { get; init; }

    /// <summary>How many tables are called <c>@name</c>.</summary>
    public required string CountTables { get; init; }

    /// <summary>A migration in this dialect.</summary>
    public string Translate(string script) => script
        .Replace("{text}", TextType, StringComparison.Ordinal)
        .Replace("{bytes}", BytesType, StringComparison.Ordinal);
}
