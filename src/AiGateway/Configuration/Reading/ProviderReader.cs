namespace AiGateway.Configuration.Reading;

/// <summary>Reads one provider.</summary>
internal sealed class ProviderReader(ReaderEnvironment environment, SecretReader secrets, StoredSecretReader stored, ProblemList problems)
{
    private readonly ApiKeyReader _apiKeys = new(secrets, stored, problems);

    /// <summary>Reads an entry of <c>Providers</c>; where something is wrong it is reported, and the answer is not to be used.</summary>
    public ProviderOptions? Read(ConfigNode entry)
    {
        if (Names.ProblemOfEntry(entry.Key) is { } nameProblem)
        {
            problems.Add(entry.Path, nameProblem);
            return null;
        }

        if (!Shapes.IsObject(entry, problems))
        {
            return null;
        }

        var reader = new ObjectReader(entry, problems);
        var type = reader.Choice<ProviderType>(nameof(ProviderOptions.Type));
        var isPrivate = reader.Bool(nameof(ProviderOptions.AllowPrivateNetwork), defaultValue: false);
        var keys = _apiKeys.Read(reader.List(nameof(ProviderOptions.ApiKeys)));
        var options = new ProviderOptions
        {
            Name = entry.Key,
            Type = type ?? default,
            BaseUrl = BaseUrl(reader, isPrivate),
            Preset = Preset(reader),
            ApiKeys = keys.Keys,
            StoredKeys = keys.Stored,
            LackingKeys = keys.Lacking,
            Headers = Headers(reader),
            AllowPrivateNetwork = isPrivate,
            HealthCheck = reader.Duration(nameof(ProviderOptions.HealthCheck)),
        };
        reader.RefuseUnknown(StrayName);
        if (type is not null)
        {
            CheckTogether(options, reader);
        }
        else if (!reader.Has(nameof(ProviderOptions.Type)))
        {
            reader.Error(nameof(ProviderOptions.Type), $"A provider needs a type. Choices: {string.Join(", ", Enum.GetNames<ProviderType>())}.");
        }

        return options;
    }

    private static Uri? BaseUrl(ObjectReader reader, bool isPrivate)
    {
        if (reader.Text(nameof(ProviderOptions.BaseUrl)) is not { } text)
        {
            return null;
        }

        if (BaseUrls.TryRead(text, isPrivate, out var url) is { } problem)
        {
            reader.Error(nameof(ProviderOptions.BaseUrl), problem);
        }

        return url;
    }

    private string? Preset(ObjectReader reader)
    {
        if (reader.Text(nameof(ProviderOptions.Preset)) is not { } text)
        {
            return null;
        }

        foreach (var known in environment.Presets.Keys)
        {
            if (string.Equals(known, text, StringComparison.OrdinalIgnoreCase))
            {
                return known;
            }
        }

        reader.Error(
            nameof(ProviderOptions.Preset),
            $"There is no preset {Quote.Of(text)}. {Suggestions.Sentence(text, [.. environment.Presets.Keys], "Presets")} Any other vendor: leave Preset out and give its BaseUrl.");
        return null;
    }

    private Dictionary<string, Secret> Headers(ObjectReader reader)
    {
        var headers = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in reader.Map(nameof(ProviderOptions.Headers)))
        {
            if (HeaderNames.ProblemOf(entry.Key) is { } problem)
            {
                problems.Add(entry.Path, problem);
            }
            else if (entry.Children.Count > 0 || string.IsNullOrEmpty(entry.Value))
            {
                problems.Add(entry.Path, "A header's value is a text that is not empty.");
            }
            else if (secrets.Read(entry.Path, entry.Value, warnOfLiteral: false) is { } value)
            {
                headers[entry.Key] = value;
            }
        }

        return headers;
    }

    private void CheckTogether(ProviderOptions options, ObjectReader reader)
    {
        if (options.Type == ProviderType.Mock)
        {
            foreach (var field in reader.Known.Where(f => f != nameof(ProviderOptions.Type) && reader.Has(f)))
            {
                reader.Error(field, "The built-in mock makes no calls, so this would have no effect.");
            }

            return;
        }

        if (options.Type != ProviderType.OpenAICompatible)
        {
            if (reader.Has(nameof(ProviderOptions.Preset)))
            {
                reader.Error(nameof(ProviderOptions.Preset), $"Presets are for the type OpenAICompatible; this one is {options.Type}.");
            }

            RequireKey(options, reader, options.Type.ToString());
            return;
        }

        if (options.Preset is { } preset)
        {
            CheckPreset(options, reader, preset, environment.Presets[preset]);
        }
        else if (!reader.Has(nameof(ProviderOptions.BaseUrl)) && !reader.Has(nameof(ProviderOptions.Preset)))
        {
            reader.Error(
                nameof(ProviderOptions.BaseUrl),
                $"OpenAICompatible needs an address: give BaseUrl, or a Preset ({string.Join(", ", environment.Presets.Keys)}).");
        }
    }

    private static void CheckPreset(ProviderOptions options, ObjectReader reader, string preset, PresetTraits traits)
    {
        if (traits.NeedsKey)
        {
            RequireKey(options, reader, $"The preset {preset}");
        }

        if (traits.IsLocal && !options.AllowPrivateNetwork && !reader.Has(nameof(ProviderOptions.BaseUrl)))
        {
            reader.Error(
                nameof(ProviderOptions.AllowPrivateNetwork),
                $"The preset {preset} is at this machine's own address, which is not dialled unless AllowPrivateNetwork is true.");
        }
    }

    private static void RequireKey(ProviderOptions options, ObjectReader reader, string who)
    {
        // Keys that are there but unsound have been reported already.
        if (options.ApiKeys.Count == 0 && (!reader.Has(nameof(ProviderOptions.ApiKeys)) || reader.IsEmptyList(nameof(ProviderOptions.ApiKeys))))
        {
            reader.Error(nameof(ProviderOptions.ApiKeys), $"{who} needs at least one key, such as \"ApiKeys\": [ \"env:NAME\" ].");
        }
    }

    private static string? StrayName(ConfigNode child) =>
        child.Children.Any(c => c.Key.Equals(nameof(ProviderOptions.Type), StringComparison.OrdinalIgnoreCase))
            ? "A `:` splits keys, so a provider's name cannot hold one. Choose a name without it."
            : null;
}
