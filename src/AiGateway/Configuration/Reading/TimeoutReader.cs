namespace AiGateway.Configuration.Reading;

/// <summary>Reads how long the stages of a model's requests may take.</summary>
internal static class TimeoutReader
{
    private const int HighestRate = 1_000_000;

    /// <summary>Reads the object <c>Timeouts</c>.</summary>
    public static TimeoutOptions Read(ObjectReader reader)
    {
        var defaults = new TimeoutOptions();
        var timeouts = new TimeoutOptions
        {
            Connect = reader.Duration(nameof(TimeoutOptions.Connect), defaults.Connect),
            FirstToken = reader.Duration(nameof(TimeoutOptions.FirstToken), defaults.FirstToken),
            Idle = reader.Duration(nameof(TimeoutOptions.Idle), defaults.Idle),
            Total = reader.Duration(nameof(TimeoutOptions.Total), defaults.Total),
            Answer = reader.Duration(nameof(TimeoutOptions.Answer)),
            MinBytesPerSecond = (int)reader.Number(nameof(TimeoutOptions.MinBytesPerSecond), defaults.MinBytesPerSecond, 0, HighestRate),
            ThroughputWindow = reader.Duration(nameof(TimeoutOptions.ThroughputWindow), defaults.ThroughputWindow),
        };
        reader.RefuseUnknown();
        NotBeyondTotal(reader, timeouts);
        if (reader.Has(nameof(TimeoutOptions.ThroughputWindow)) && timeouts.MinBytesPerSecond == 0)
        {
            reader.Error(nameof(TimeoutOptions.ThroughputWindow), "Without MinBytesPerSecond nothing is measured, so this would have no effect.");
        }

        return timeouts;
    }

    /// <summary>Only what is written out is an error: a short Total alone rightly cuts the defaults of the others.</summary>
    private static void NotBeyondTotal(ObjectReader reader, TimeoutOptions timeouts)
    {
        Check(nameof(TimeoutOptions.Connect), timeouts.Connect);
        Check(nameof(TimeoutOptions.FirstToken), timeouts.FirstToken);
        Check(nameof(TimeoutOptions.Idle), timeouts.Idle);
        Check(nameof(TimeoutOptions.Answer), timeouts.Answer ?? TimeSpan.Zero);
        Check(nameof(TimeoutOptions.ThroughputWindow), timeouts.ThroughputWindow);

        void Check(string field, TimeSpan value)
        {
            if (value > timeouts.Total && reader.Has(field))
            {
                reader.Error(field, $"This is longer than Total ({timeouts.Total:c}), which would always end the request first. Raise Total too.");
            }
        }
    }
}
