using AiGateway.Secrets;

namespace AiGateway.Audit;

/// <summary>Takes down what one change does. Nothing but digests under the pepper remains of the things themselves.</summary>
internal sealed class AuditTrail(KeyRing keys)
{
    /// <summary>The most records of one change, so that a file can be checked in bounded memory.</summary>
    public const int Most = 500;

    private const int MostFields = 32;

    // Those say when, which the record does by itself.
    private static readonly string[] Bookkeeping = ["version", "createdAt", "updatedAt"];

    private readonly List<AuditEntry> _entries = [];

    /// <summary>What was taken down, in its order.</summary>
    public IReadOnlyList<AuditEntry> Entries => _entries;

    /// <summary>Takes down one step of the change.</summary>
    /// <param name="action">What is done: <c>key.create</c>, …</param>
    /// <param name="kind">What kind of thing it is done to.</param>
    /// <param name="subject">The thing's id.</param>
    /// <param name="before">The thing before, as a record or an anonymous object without secrets (see <see cref="Veil"/>); null where it does not exist.</param>
    /// <param name="after">The thing after; null where it is gone.</param>
    /// <exception cref="InvalidOperationException">There are more steps than <see cref="Most"/>.</exception>
    public void Add(string action, string kind, string subject, object? before, object? after)
    {
        if (_entries.Count == Most)
        {
            throw new InvalidOperationException("A change has too many steps to be put on record as one.");
        }

        var was = before is null ? null : CanonicalJson.Fields(before);
        var becomes = after is null ? null : CanonicalJson.Fields(after);
        _entries.Add(new AuditEntry(action, kind, AuditText.Clean(subject), Changed(was, becomes), Digest(kind, was), Digest(kind, becomes)));
    }

    /// <summary>A digest that may stand for a secret in a thing that is taken down: it shows that the secret changed, and nothing of it.</summary>
    public string Veil(string secret) => Digest($"value\n{secret}");

    private static IReadOnlyList<string> Changed(SortedDictionary<string, string>? was, SortedDictionary<string, string>? becomes) =>
        becomes is null
            ? []
            : [.. becomes.Keys.Union(was?.Keys ?? Enumerable.Empty<string>(), StringComparer.Ordinal)
                .Where(name => !Bookkeeping.Contains(name, StringComparer.Ordinal) && Value(was, name) != Value(becomes, name))
                .Order(StringComparer.Ordinal)
                .Take(MostFields)];

    /// <summary>A field's value, where nothing and an empty list count as not being there.</summary>
    private static string? Value(SortedDictionary<string, string>? fields, string name) =>
        fields is not null && fields.TryGetValue(name, out var value) && value is not ("null" or "[]") ? value : null;

    private string? Digest(string kind, SortedDictionary<string, string>? fields) =>
        fields is null ? null : Digest($"thing\n{kind}\n{CanonicalJson.Join(fields)}");

    private string Digest(string text) => Convert.ToHexStringLower(keys.Digest(KeyPurpose.AuditDigest, keys.PepperId, text));
}
