namespace AiGateway.CommandLine;

/// <summary>Writes rows with their columns one below the other.</summary>
internal sealed class Table(params string[] titles)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; null and empty cells are shown as a dash.</summary>
    public void Add(params string?[] cells) => _rows.Add([.. cells.Select(static cell => string.IsNullOrEmpty(cell) ? "-" : Printable(cell))]);

    /// <summary>Writes titles and rows.</summary>
    public void Write(TextWriter output, string indent = "")
    {
        var widths = titles.Select((title, i) => _rows.Select(row => row[i].Length).Append(title.Length).Max()).ToArray();
        foreach (var row in _rows.Prepend(titles))
        {
            output.WriteLine((indent + string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i])))).TrimEnd());
        }
    }

    /// <summary>What somebody put into a name must not move the cursor of whoever lists it.</summary>
    private static string Printable(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? '\uFFFD' : c));
}
