namespace AiGateway.Configuration.Reading;

/// <summary>Reads when a target that fails is left alone, and for how long.</summary>
internal static class CooldownReader
{
    private const int MostFailures = 1_000;

    /// <summary>Reads the object <c>Cooldown</c>.</summary>
    public static CooldownOptions Read(ObjectReader reader)
    {
        var defaults = new CooldownOptions();
        var options = new CooldownOptions
        {
            Failures = (int)reader.Number(nameof(CooldownOptions.Failures), defaults.Failures, 1, MostFailures),
            Share = reader.Fraction(nameof(CooldownOptions.Share), defaults.Share, Bounds.AboveZero),
            Window = reader.Duration(nameof(CooldownOptions.Window), defaults.Window),
            Rest = reader.Duration(nameof(CooldownOptions.Rest), defaults.Rest, zeroIsOff: true),
            MaxRest = reader.Duration(nameof(CooldownOptions.MaxRest), defaults.MaxRest),
            KeyRest = reader.Duration(nameof(CooldownOptions.KeyRest), defaults.KeyRest),
        };
        reader.RefuseUnknown();
        if (options.Rest > options.MaxRest)
        {
            var field = reader.Has(nameof(CooldownOptions.Rest)) ? nameof(CooldownOptions.Rest) : nameof(CooldownOptions.MaxRest);
            reader.Error(field, $"The first rest ({options.Rest:c}) is longer than the longest ({options.MaxRest:c}). Change Rest or MaxRest.");
        }

        return options;
    }
}
