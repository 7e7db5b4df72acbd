using AiGateway.Admin.Answers;
using AiGateway.Storage;

namespace AiGateway.Admin;

/// <summary>Pages over what the configuration defines and, after it, what the store has.</summary>
internal static class MixedPage
{
    private const string Configured = "c:";
    private const string Stored = "s:";

    /// <summary>Reads a page.</summary>
    /// <param name="request">The page that is asked for.</param>
    /// <param name="configured">What the configuration defines and the filters let through, in the order of their ids.</param>
    /// <param name="idOf">An entry's id.</param>
    /// <param name="readAsync">Reads a page of the store.</param>
    /// <param name="map">Puts an entry of the store into the API's words.</param>
    /// <exception cref="AdminProblemException">No page ends where this one is to begin.</exception>
    public static async Task<PageAnswer<TAnswer>> ReadAsync<TAnswer, TStored>(
        PageRequest request, IEnumerable<TAnswer> configured, Func<TAnswer, string> idOf, Func<PageRequest, Task<Page<TStored>>> readAsync, Func<TStored, TAnswer> map)
    {
        var after = request.After;
        var items = new List<TAnswer>();
        if (after is null || after.StartsWith(Configured, StringComparison.Ordinal))
        {
            var last = after?[Configured.Length..];
            var left = configured.Where(item => last is null || StringComparer.OrdinalIgnoreCase.Compare(idOf(item), last) > 0).Take(request.Limit + 1).ToArray();
            items.AddRange(left.Take(request.Limit));
            if (left.Length > request.Limit)
            {
                return new PageAnswer<TAnswer>(items, Configured + idOf(items[^1]));
            }

            if (items.Count == request.Limit)
            {
                return new PageAnswer<TAnswer>(items, Stored);
            }
        }
        else if (!after.StartsWith(Stored, StringComparison.Ordinal))
        {
            throw new AdminProblemException(ProblemKind.Invalid, "Send what `next` of the page before said, as it is.", QueryParameter.After.Name);
        }

        var start = after?.StartsWith(Stored, StringComparison.Ordinal) == true && after.Length > Stored.Length ? after[Stored.Length..] : null;
        var page = await readAsync(new PageRequest(request.Limit - items.Count, start));
        items.AddRange(page.Items.Select(map));
        return new PageAnswer<TAnswer>(items, page.Next is null ? null : Stored + page.Next);
    }
}
