using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>Counts what refers to a thing that is to be deleted.</summary>
internal static class References
{
    /// <summary>The number of items on all pages of a list.</summary>
    public static async Task<long> CountAsync<T>(Func<PageRequest, Task<Page<T>>> list)
    {
        var count = 0L;
        string? after = null;
        do
        {
            var page = await list(new PageRequest(PageRequest.MostItems, after));
            count += page.Items.Count;
            after = page.Next;
        }
        while (after is not null);
        return count;
    }
}
