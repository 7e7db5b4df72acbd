using System.Text.Json;
using System.Text.Json.Serialization;
using AiGateway.Configuration;

namespace AiGateway.Models;

/// <summary>What the gateway knows of models without being told: <c>models.json</c>, which is part of the build. docs/models.md says where it is from.</summary>
internal sealed class ModelCatalog
{
    private const string Resource = "AiGateway.Models.models.json";

    private static readonly JsonSerializerOptions ReadOptions = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly VendorModels _openAI;
    private readonly VendorModels _anthropic;
    private readonly VendorModels _gemini;
    private readonly VendorModels _mistral;
    private readonly Dictionary<string, (VendorModels Models, string Prefix)> _presets;
    private readonly (string Prefix, VendorModels Models)[] _relayed;
    private readonly VendorModels[] _relayedVariants;

    private ModelCatalog(IEnumerable<CatalogEntry> entries)
    {
        var vendors = entries.ToLookup(static entry => entry.Vendor, StringComparer.OrdinalIgnoreCase);
        _openAI = Read(vendors, "OpenAI");
        _anthropic = Read(vendors, "Anthropic");
        _gemini = Read(vendors, "Gemini");
        _mistral = Read(vendors, "Mistral");
        _presets = new(StringComparer.OrdinalIgnoreCase)
        {
            ["deepseek"] = (Read(vendors, "deepseek"), "deepseek/"),
            ["fireworks"] = (Read(vendors, "fireworks"), "accounts/fireworks/models/"),
            ["groq"] = (Read(vendors, "groq"), ""),
            ["together"] = (Read(vendors, "together"), ""),
            ["xai"] = (Read(vendors, "xai"), "x-ai/"),
        };

        // OpenRouter names a model by its maker. Those that their makers alone serve cost there what they cost at the maker; whoever
        // serves the open ones sets a price of their own.
        _relayed =
        [
            ("openai/", _openAI), ("anthropic/", _anthropic), ("google/", _gemini), ("x-ai/", _presets["xai"].Models),
            ("mistralai/", _mistral.Unpriced()), ("deepseek/", _presets["deepseek"].Models.Unpriced()),
        ];
        _relayedVariants = [.. _relayed.Select(static vendor => vendor.Models.Unpriced())];
    }

    /// <summary>The catalogue of this build.</summary>
    public static ModelCatalog BuiltIn { get; } = Load();

    /// <summary>Finds what is known of a model.</summary>
    /// <param name="type">The kind of provider that serves it.</param>
    /// <param name="preset">For OpenAICompatible the vendor; without one nothing is known of its models.</param>
    /// <param name="model">The model's name there: as it is, with the date of a snapshot, or with the vendor's prefix.</param>
    /// <returns>Null where nothing is known.</returns>
    public ModelFacts? Find(ProviderType type, string? preset, string model) => type switch
    {
        ProviderType.OpenAI => _openAI.Find(Without(model, "openai/")),
        ProviderType.Anthropic => _anthropic.Find(Without(model, "anthropic/")),
        ProviderType.Gemini => _gemini.Find(Without(Without(model, "models/"), "google/")),
        ProviderType.Mistral => _mistral.Find(Without(model, "mistralai/")),
        ProviderType.OpenAICompatible when preset is not null => FindPreset(preset, model),
        _ => null,
    };

    /// <summary>Whether the price of a provider's model is known.</summary>
    public bool IsPriced(ProviderOptions provider, string model) => Find(provider.Type, provider.Preset, model)?.Price is not null;

    private ModelFacts? FindPreset(string preset, ReadOnlySpan<char> model)
    {
        if (string.Equals(preset, "openrouter", StringComparison.OrdinalIgnoreCase))
        {
            return FindRelayed(model);
        }

        return _presets.TryGetValue(preset, out var vendor) ? vendor.Models.Find(Without(model, vendor.Prefix)) : null;
    }

    private ModelFacts? FindRelayed(ReadOnlySpan<char> model)
    {
        for (var i = 0; i < _relayed.Length; i++)
        {
            if (model.StartsWith(_relayed[i].Prefix, StringComparison.OrdinalIgnoreCase))
            {
                var name = model[_relayed[i].Prefix.Length..];
                // A variant (`:free`, `:nitro`) is the same model at another price.
                return name.IndexOf(':') is var colon and >= 0
                    ? _relayedVariants[i].Find(name[..colon])
                    : _relayed[i].Models.Find(name);
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> Without(ReadOnlySpan<char> model, string prefix) =>
        model.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? model[prefix.Length..] : model;

    private static VendorModels Read(ILookup<string, CatalogEntry> vendors, string vendor)
    {
        var names = new List<KeyValuePair<string, ModelFacts>>();
        var aliases = new List<KeyValuePair<string, ModelFacts>>();
        var prefixes = new List<KeyValuePair<string, ModelFacts>>();
        foreach (var entry in vendors[vendor])
        {
            var facts = entry.ToFacts();
            names.Add(KeyValuePair.Create(entry.Name, facts));
            aliases.AddRange(entry.Aliases.Select(alias => KeyValuePair.Create(alias, facts)));
            prefixes.AddRange(entry.Prefixes.Select(prefix => KeyValuePair.Create(prefix, facts)));
        }

        return new VendorModels(names.Concat(aliases), prefixes);
    }

    private static ModelCatalog Load()
    {
        using var stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the build.");
        return new ModelCatalog(JsonSerializer.Deserialize<CatalogFile>(stream, ReadOptions)!.Models);
    }
}
