using System.Collections;
using System.Globalization;

namespace AiGateway.Observability;

/// <summary>One request as its log line tells it. Structured sinks see its fields, text sinks its <see cref="ToString"/>.</summary>
internal sealed record RequestRecord : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>The message template of these lines: what follows it are the other fields.</summary>
    public const string Template = "{Surface} {Status} {RequestId}";

    private const int TemplateFields = 3;

    private KeyValuePair<string, object?>[]? _fields;

    /// <summary>The request's id.</summary>
    public required string RequestId { get; init; }

    /// <summary>The id of the request that this one is a copy of; null for a caller's own.</summary>
    public string? MirrorOf { get; init; }

    /// <summary>The path called.</summary>
    public required string Surface { get; init; }

    /// <summary>The virtual key's id, or the id of a token's caller.</summary>
    public required string Key { get; init; }

    /// <summary>What people call the key; null where it has no name beside its id.</summary>
    public string? KeyName { get; init; }

    /// <summary>The caller's team.</summary>
    public string? Team { get; init; }

    /// <summary>The user: the caller's own, or the one that the request names.</summary>
    public string? User { get; init; }

    /// <summary>The caller's own tags and the request's.</summary>
    public string? Tags { get; init; }

    /// <summary>The model asked for.</summary>
    public required string Model { get; init; }

    /// <summary>The provider that answered, or was the last to fail.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that answered.</summary>
    public string? ServedModel { get; init; }

    /// <summary>The status sent; 499 for a caller that left.</summary>
    public int Status { get; init; }

    /// <summary>The error's code or type; null for none. Also set where a stream failed after its 200.</summary>
    public string? Error { get; init; }

    /// <summary>Whether a stream was asked for.</summary>
    public bool Stream { get; init; }

    /// <summary>Upstream calls made.</summary>
    public int Attempts { get; init; }

    /// <summary>Where there were several, each call's provider and how it ended, in order: <c>ok</c> or the error's code; null for fewer than two.</summary>
    public string? Trail { get; init; }

    /// <summary>The last upstream call's HTTP status; 0 for none.</summary>
    public int? UpstreamStatus { get; init; }

    /// <summary>Tokens of the prompt as the provider reported them.</summary>
    public long? PromptTokens { get; init; }

    /// <summary>Tokens of the prompt that the provider read from its cache; null for none.</summary>
    public long? CachedTokens { get; init; }

    /// <summary>Tokens of the answer as the provider reported them.</summary>
    public long? CompletionTokens { get; init; }

    /// <summary>Whether the provider reported a count of tokens that cannot be true; those above are then cut to what can.</summary>
    public bool UsageSuspect { get; init; }

    /// <summary>Fields that the target could not take.</summary>
    public string? Dropped { get; init; }

    /// <summary>Stream events that could not be read.</summary>
    public int MalformedEvents { get; init; }

    /// <summary>Keep-alives sent to the caller.</summary>
    public int KeepAlives { get; init; }

    /// <summary>Milliseconds until the first content went to the caller.</summary>
    public double? FirstMs { get; init; }

    /// <summary>Milliseconds until the end.</summary>
    public double TotalMs { get; init; }

    /// <summary>The gateway's own share of the time to the first content, in milliseconds.</summary>
    public double GatewayMs { get; init; }

    /// <summary>The configuration's version.</summary>
    public required string Config { get; init; }

    /// <inheritdoc/>
    public int Count => Fields().Length;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => Fields()[index];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)Fields()).GetEnumerator();

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        WriteText(text);
        return text.ToString();
    }

    /// <summary>Writes the record as text for people: path, status, id, and the other fields as <c>name=value</c>.</summary>
    public void WriteText(TextWriter output)
    {
        output.Write(Surface);
        output.Write(' ');
        output.Write(Status);
        output.Write(' ');
        output.Write(RequestId);
        foreach (var (name, value) in Fields().AsSpan(TemplateFields..^1))
        {
            if (value is not (null or 0 or false))
            {
                output.Write(' ');
                output.Write(name);
                output.Write('=');
                output.Write(Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private KeyValuePair<string, object?>[] Fields() => _fields ??=
    [
        new(nameof(Surface), Surface), new(nameof(Status), Status), new(nameof(RequestId), RequestId),
        new("Mirror", MirrorOf is null ? null : true), new(nameof(MirrorOf), MirrorOf),
        new(nameof(Key), Key), new(nameof(KeyName), KeyName), new(nameof(Team), Team), new(nameof(User), User), new(nameof(Tags), Tags),
        new(nameof(Model), Model), new(nameof(Provider), Provider), new(nameof(ServedModel), ServedModel),
        new(nameof(Error), Error), new(nameof(Stream), Stream), new(nameof(Attempts), Attempts), new(nameof(Trail), Trail), new(nameof(UpstreamStatus), UpstreamStatus),
        new(nameof(PromptTokens), PromptTokens), new(nameof(CachedTokens), CachedTokens), new(nameof(CompletionTokens), CompletionTokens),
        new(nameof(UsageSuspect), UsageSuspect ? true : null), new(nameof(Dropped), Dropped),
        new(nameof(MalformedEvents), MalformedEvents == 0 ? null : MalformedEvents), new(nameof(KeepAlives), KeepAlives == 0 ? null : KeepAlives),
        new(nameof(FirstMs), Round(FirstMs)), new(nameof(TotalMs), Round(TotalMs)), new(nameof(GatewayMs), Round(GatewayMs)),
        new(nameof(Config), Config), new("{OriginalFormat}", Template),
    ];

    private static double? Round(double? milliseconds) => milliseconds is { } value ? Math.Round(value, 3) : null;
}
