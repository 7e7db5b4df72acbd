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

    /// <summary>That one of two columns has a text somewhere within, in any case of ASCII's letters; nothing where that is null.</summary>
    public Conditions Contain(string column, string other, string? text) => text is null
        ? this
        : Add($"({dialect.Position}(lower({column}), @search) > 0 OR {dialect.Position}(lower({other}), @search) > 0)", "search", Lower(text));

    /// <summary>Any other condition on one value.</summary>
    public Conditions Add(string condition, string name, object value)
    {
        AreNever |= value is string text && !Storable.Is(text);
        Values.Add(name, value);
        _conditions.Add(condition);
        return this;
    }

    // No other letters: the databases' own function knows no more.
    private static string Lower(string text) => string.Create(text.Length, text, static (lower, text) =>
    {
        for (var i = 0; i < lower.Length; i++)
        {
            lower[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];
        }
    });
}
