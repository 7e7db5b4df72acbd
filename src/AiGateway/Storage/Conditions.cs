using Dapper;

namespace AiGateway.Storage;

/// <summary>Puts the conditions of a list together. Their texts are constants of this program; what callers give goes into parameters.</summary>
internal sealed class Conditions(StoreDialect dialect)
{
    private readonly List<string> _conditions = [];

    /// <summary>The values, by the names that the conditions use.</summary>
    public DynamicParameters Values { get; } = new();

    /// <summary>Whether no row can meet them, since a text was asked for that no row can have.</summary>
    public bool AreNever { get; private set; }

    /// <summary>The words from <c>WHERE</c> on; empty where there is no condition.</summary>
    public string Sql => _conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", _conditions)}";

    /// <summary>That a column is a text; nothing where that is null.</summary>
    public Conditions Is(string column, string? value) => value is null ? this : Add($"{column} = @{column}", column, value);

    /// <summary>That a column is true or false; nothing where that is null.</summary>
    public Conditions Is(string column, bool? value) => value is { } known ? Add($"{column} = @{column}", column, known ? 1L : 0L) : this;

    /// <summary>That a column has a value, or has none; nothing where that is null.</summary>
    public Conditions IsGiven(string column, bool? given)
    {
        if (given is { } known)
        {
            _conditions.Add(known ? $"{column} IS NOT NULL" : $"{column} IS NULL");
        }

        return this;
    }

    /// <summary>That a list has an element; nothing where that is null.</summary>
    public Conditions Has(string column, string? element) =>
        element is null ? this : Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, dialect.HasElement, column, $"@{column}"), column, element);

    /// <summary>That one of two columns has a text somewhere within; nothing where that is null.</summary>
    public Conditions Contain(string column, string other, string? text) => text is null
        ? this
        : Add($"({column} {dialect.Like} @search ESCAPE '\\' OR {other} {dialect.Like} @search ESCAPE '\\')", "search", Pattern(text));

    /// <summary>Any other condition on one value.</summary>
    public Conditions Add(string condition, string name, object value)
    {
        AreNever |= value is string text && !Storable.Is(text);
        Values.Add(name, value);
        _conditions.Add(condition);
        return this;
    }

    private static string Pattern(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
