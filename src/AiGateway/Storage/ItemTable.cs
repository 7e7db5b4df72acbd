namespace AiGateway.Storage;

/// <summary>A table of things that have an id and a version.</summary>
/// <typeparam name="TItem">The thing.</typeparam>
/// <typeparam name="TRow">The thing as the table's columns have it.</typeparam>
internal abstract class ItemTable<TItem, TRow>(StoreCalls calls, TableShape shape)
    where TItem : class
    where TRow : class
{
    private const int LoadedAtOnce = 1000;

    /// <summary>Runs the statements.</summary>
    protected StoreCalls Calls => calls;

    /// <summary>The one of that id, or null.</summary>
    public async Task<TItem?> FindAsync(string id) =>
        Storable.Is(id) && await calls.FirstAsync<TRow>($"{shape.Select} WHERE {shape.Id} = @id", new { id }) is { } row ? FromRow(row) : null;

    /// <summary>Adds one, with the version it has.</summary>
    /// <exception cref="StoreConflictException">The id is taken.</exception>
    public Task InsertAsync(TItem item) => calls.ExecuteAsync(shape.Insert, Checked(item));

    /// <summary>Changes the one of that id where it still has that version, which grows by one.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> UpdateAsync(TItem item) => await calls.ExecuteAsync(shape.Update, Checked(item)) == 1;

    /// <summary>Removes the one of that id where it still has that version.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string id, long version) => Storable.Is(id) && await calls.ExecuteAsync(shape.Delete, new { id, version }) == 1;

    /// <summary>How many there are.</summary>
    public Task<long> CountAsync() => calls.NumberAsync($"SELECT count(*) FROM {shape.Table}");

    /// <summary>A page of those that meet the conditions, by their ids in byte order.</summary>
    protected async Task<Page<TItem>> PageAsync(Conditions where, PageRequest page)
    {
        if (page.After is { } after)
        {
            where.Add($"{shape.Id} > @after", "after", after);
        }

        if (where.AreNever)
        {
            return new Page<TItem>([], null);
        }

        var limit = Math.Clamp(page.Limit, 1, PageRequest.MostItems);
        where.Values.Add("most", limit + 1L);
        var rows = await calls.ListAsync<TRow>($"{shape.Select}{where.Sql} ORDER BY {shape.Id} LIMIT @most", where.Values);
        TItem[] items = [.. rows.Take(limit).Select(FromRow)];
        return new Page<TItem>(items, rows.Count > limit ? IdOf(items[^1]) : null);
    }

    /// <summary>All there are, or as many as are wanted, by their ids; in portions, so that no single call takes long.</summary>
    protected async Task<IReadOnlyList<TItem>> AllAsync(int most = int.MaxValue)
    {
        var items = new List<TItem>();
        string? after = null;
        do
        {
            var page = await PageAsync(new Conditions(calls.Dialect), new PageRequest(Math.Min(LoadedAtOnce, most - items.Count), after));
            items.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null && items.Count < most);
        return items;
    }

    /// <summary>The thing's id.</summary>
    protected abstract string IdOf(TItem item);

    /// <summary>The thing as columns.</summary>
    protected abstract TRow ToRow(TItem item);

    /// <summary>The columns as a thing.</summary>
    protected abstract TItem FromRow(TRow row);

    /// <summary>All texts of a thing.</summary>
    protected abstract IEnumerable<string?> TextsOf(TRow row);

    private TRow Checked(TItem item)
    {
        var row = ToRow(item);
        return TextsOf(row).All(Storable.Is) ? row : throw new ArgumentException("A text holds the character of code 0, or half of a surrogate pair.", nameof(item));
    }
}
