namespace AiGateway.Exchanges;

/// <summary>Makes request ids.</summary>
internal static class RequestIds
{
    private const string Prefix = "req_";

    /// <summary>A new id: <c>req_</c> and 32 hexadecimal digits. Unique, but no secret: what it stands for is not to be guarded by it.</summary>
    public static string New() => string.Create(Prefix.Length + 32, (Random.Shared.NextInt64(), Random.Shared.NextInt64()), static (text, random) =>
    {
        Prefix.CopyTo(text);
        random.Item1.TryFormat(text[Prefix.Length..], out _, "x16", System.Globalization.CultureInfo.InvariantCulture);
        random.Item2.TryFormat(text[(Prefix.Length + 16)..], out _, "x16", System.Globalization.CultureInfo.InvariantCulture);
    });

    /// <summary>The id's digits alone, from which other ids of the same exchange are made.</summary>
    public static string Seed(string requestId) => requestId[Prefix.Length..];
}
