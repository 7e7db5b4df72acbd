namespace AiGateway.Configuration.Reading;

/// <summary>Which shares of a whole are taken.</summary>
internal enum Bounds
{
    /// <summary>From 0 to 1.</summary>
    Whole,

    /// <summary>Above 0, to 1: nothing at all would be an option without an effect.</summary>
    AboveZero,

    /// <summary>Above 0 and below 1: something must be left for others.</summary>
    Between,
}
