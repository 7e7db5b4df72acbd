using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using AiGateway.Protocol.Formats.OpenAIChat;

namespace AiGateway.Providers.OpenAICompatible;

/// <summary>What is known of a vendor with OpenAI's API: its address and in what it differs. The data is <c>presets.json</c>.</summary>
internal sealed record Preset
{
    private const string Resource = "AiGateway.Providers.OpenAICompatible.presets.json";

    private static readonly JsonSerializerOptions ReadOptions = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(), new SetConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly FrozenDictionary<string, Preset> All = Load();

    /// <summary>A server of which nothing is known: only what nearly every one takes.</summary>
    private static readonly OpenAIChatQuirks Unknown = new()
    {
        MaxTokensField = "max_tokens",
        EndUserField = "user",
        DeveloperRole = false,
        AllowedToolsChoice = false,
        CustomTools = false,
        LegacyFunctions = false,
        TopK = true,
    };

    /// <summary>The preset of a provider that names none: nothing differs but that an address must be configured.</summary>
    private static readonly Preset Plain = new() { BaseUrl = new Uri("http://unconfigured.invalid/"), Quirks = Unknown };

    /// <summary>Its address, ending in a slash.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>In what its chat differs.</summary>
    public OpenAIChatQuirks Quirks { get; init; } = OpenAIChatQuirks.OpenAI;

    /// <summary>Whether its answers stray so far from OpenAI's shape that they are put right.</summary>
    public bool NormaliseAnswers { get; init; }

    /// <summary>Whether the vendor answers nobody without a key.</summary>
    public bool NeedsKey { get; init; } = true;

    /// <summary>Whether its address is on this machine, which the operator must allow.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Where the facts are from and when they were read.</summary>
    public string Source { get; init; } = "";

    /// <summary>Every preset by its name (case-insensitive).</summary>
    public static IReadOnlyDictionary<string, Preset> ByName => All;

    /// <summary>Finds a preset.</summary>
    /// <param name="name">Its name, or null for none.</param>
    public static Preset Find(string? name) => name is null ? Plain : All[name];

    private static FrozenDictionary<string, Preset> Load()
    {
        using var stream = typeof(Preset).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the build.");
        return JsonSerializer.Deserialize<Dictionary<string, Preset>>(stream, ReadOptions)!.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private sealed class SetConverter : JsonConverter<IReadOnlySet<string>>
    {
        public override IReadOnlySet<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<string[]>(ref reader, options)!.ToFrozenSet(StringComparer.Ordinal);

        public override void Write(Utf8JsonWriter writer, IReadOnlySet<string> value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Presets are read only.");
    }
}
