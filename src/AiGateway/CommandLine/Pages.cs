using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>Reads a list page by page.</summary>
internal static class Pages
{
    /// <summary>Reads up to so many items.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(Func<PageRequest, Task<Page<T>>> read, int most)
    {
        var items = new List<T>();
        string? after = null;
        do
        {
            var page = await read(new PageRequest(Math.Min(most - items.Count, PageRequest.MostItems), after));
            items.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null && items.Count < most);
        return items;
    }
}
