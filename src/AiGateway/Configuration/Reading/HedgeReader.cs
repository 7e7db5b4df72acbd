namespace AiGateway.Configuration.Reading;

/// <summary>Reads when a second call is made: <c>true</c> for the defaults, or an object.</summary>
internal static class HedgeReader
{
    /// <summary>Reads the field of that name of a model; <see langword="null"/> where it is off.</summary>
    public static HedgeOptions? Read(ObjectReader model, string field, TimeoutOptions timeouts)
    {
        if (model.IsNull(field))
        {
            model.Error(field, ".NET does not tell {} from null, so this could be read as on or as off. Write true for the defaults, or leave the field out.");
        }

        if (model.IsShort(field))
        {
            return model.Bool(field, defaultValue: false) ? new HedgeOptions() : null;
        }

        var reader = model.Object(field);
        if (!model.Has(field))
        {
            return null;
        }

        var options = new HedgeOptions
        {
            After = reader.Duration(nameof(HedgeOptions.After)),
            Share = reader.Fraction(nameof(HedgeOptions.Share), new HedgeOptions().Share, Bounds.AboveZero),
        };
        reader.RefuseUnknown();
        var limit = timeouts.FirstToken < timeouts.Total ? timeouts.FirstToken : timeouts.Total;
        if (options.After >= limit)
        {
            reader.Error(nameof(HedgeOptions.After), $"The first call ends after {limit:c} without a token (Timeouts), so the second would never be made. Make this shorter.");
        }

        return options;
    }
}
