namespace AiGateway.Configuration.Reading;

/// <summary>Reads how many upstream calls may be repeats.</summary>
internal static class RetryBudgetReader
{
    private const int MostInAnyCase = 1_000_000;

    /// <summary>Reads the object <c>RetryBudget</c>.</summary>
    public static RetryBudgetOptions Read(ObjectReader reader)
    {
        var defaults = new RetryBudgetOptions();
        var options = new RetryBudgetOptions
        {
            Share = reader.Fraction(nameof(RetryBudgetOptions.Share), defaults.Share, Bounds.Whole),
            Window = reader.Duration(nameof(RetryBudgetOptions.Window), defaults.Window),
            Least = (int)reader.Number(nameof(RetryBudgetOptions.Least), defaults.Least, 0, MostInAnyCase),
        };
        reader.RefuseUnknown();
        return options;
    }
}
