namespace AiGateway.Configuration.Reading;

/// <summary>Reads how much of a stream is held back: a mode, or an object with the mode and its measures.</summary>
internal static class StreamOptionsReader
{
    private const int MostHeld = 1024 * 1024;

    /// <summary>Reads the field of that name of a model.</summary>
    public static StreamOptions Read(ObjectReader model, string field)
    {
        var defaults = new StreamOptions();
        if (model.IsShort(field))
        {
            return defaults with { Mode = model.Choice<StreamMode>(field) ?? defaults.Mode };
        }

        var reader = model.Object(field);
        var mode = reader.Choice<StreamMode>(nameof(StreamOptions.Mode)) ?? defaults.Mode;
        var options = new StreamOptions
        {
            Mode = mode,
            HoldBytes = (int)reader.Number(nameof(StreamOptions.HoldBytes), defaults.HoldBytes, 1, MostHeld),
            HoldTime = reader.Duration(nameof(StreamOptions.HoldTime), defaults.HoldTime),
        };
        reader.RefuseUnknown();
        if (mode != StreamMode.Held)
        {
            RefuseHeld(reader, nameof(StreamOptions.HoldBytes), mode);
            RefuseHeld(reader, nameof(StreamOptions.HoldTime), mode);
        }

        return options;
    }

    private static void RefuseHeld(ObjectReader reader, string field, StreamMode mode)
    {
        if (reader.Has(field))
        {
            reader.Error(field, $"This is for the mode Held; in the mode {mode} it would have no effect. Write \"Mode\": \"Held\", or leave it out.");
        }
    }
}
