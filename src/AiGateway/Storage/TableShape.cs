namespace AiGateway.Storage;

/// <summary>A table's statements, made once from the names of its columns.</summary>
internal sealed class TableShape
{
    /// <summary>Makes the statements.</summary>
    /// <param name="table">The table.</param>
    /// <param name="id">The column of the primary key.</param>
    /// <param name="columns">The other columns, without those that all have: <c>created_at</c>, <c>updated_at</c> and <c>version</c>.</param>
    public TableShape(string table, string id, params string[] columns)
    {
        (Table, Id) = (table, id);
        string[] all = [id, .. columns, "created_at", "updated_at", "version"];
        Select = $"SELECT {string.Join(", ", all.Select(static c => $"{c} AS {Property(c)}"))} FROM {table}";
        Insert = $"INSERT INTO {table} ({string.Join(", ", all)}) VALUES ({string.Join(", ", all.Select(static c => $"@{Property(c)}"))})";
        Update = $"UPDATE {table} SET {string.Join(", ", columns.Select(static c => $"{c} = @{Property(c)}"))}, updated_at = @UpdatedAt, version = version + 1 WHERE {id} = @{Property(id)} AND version = @Version";
        Delete = $"DELETE FROM {table} WHERE {id} = @id AND version = @version";
    }

    /// <summary>The table's name.</summary>
    public string Table { get; }

    /// <summary>The column of the primary key.</summary>
    public string Id { get; }

    /// <summary>Selects all columns under the names of the row's properties.</summary>
    public string Select { get; }

    /// <summary>Inserts a row.</summary>
    public string Insert { get; }

    /// <summary>Updates the row of that id and version.</summary>
    public string Update { get; }

    /// <summary>Deletes the row of that id and version.</summary>
    public string Delete { get; }

    /// <summary>The property for a column: <c>PepperId</c> for <c>pepper_id</c>.</summary>
    private static string Property(string column) => string.Concat(column.Split('_').Select(static word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));
}
