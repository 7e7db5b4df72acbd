namespace AiGateway.Exchanges;

/// <summary>Makes request ids.</summary>
internal static class RequestIds
{
    private const string Prefix = "req_";

    /// <summary>A new id: <c>req_</c> and 32 hexadecimal digits that nobody can guess and that sort by time.</summary>
    public static string New() => string.Concat(Prefix, Guid.CreateVersion7().ToString("N"));

    /// <summary>The id's digits alone, from which other ids of the same exchange are made.</summary>
    public static string Seed(string requestId) => requestId[Prefix.Length..];
}
