namespace AiGateway.Configuration.Reading;

/// <summary>Reads what a target's model costs: <c>0</c>, or dollars for a million tokens of prompt and of answer.</summary>
internal static class PriceReader
{
    private const string Form = "Write 0 for a model that costs nothing, or { \"Input\": 0.15, \"Output\": 0.6 } in dollars for a million tokens.";

    /// <summary>Reads the field of that name; <see langword="null"/> where it is absent or unsound.</summary>
    public static PriceOptions? Read(ObjectReader target, string field)
    {
        if (target.IsNull(field))
        {
            target.Error(field, $"The price is empty. {Form}");
        }

        if (target.IsShort(field))
        {
            return Short(target, field);
        }

        var reader = target.Object(field);
        if (!target.Has(field))
        {
            return null;
        }

        var input = Price(reader, nameof(PriceOptions.Input));
        var output = Price(reader, nameof(PriceOptions.Output));
        reader.RefuseUnknown();
        return input is null || output is null ? null : new PriceOptions { Input = input.Value, Output = output.Value };
    }

    private static PriceOptions? Short(ObjectReader target, string field)
    {
        if (target.Text(field) is not { } text)
        {
            return null;
        }

        if (Prices.TryRead(text, out var price) is null && price == 0)
        {
            return new PriceOptions { Input = 0, Output = 0 };
        }

        target.Error(field, $"{Quote.Of(text)} does not say what the prompt costs and what the answer. {Form}");
        return null;
    }

    private static long? Price(ObjectReader reader, string field)
    {
        if (reader.Text(field) is not { } text)
        {
            if (!reader.Has(field))
            {
                reader.Error(field, "A price needs both, Input and Output.");
            }

            return null;
        }

        if (Prices.TryRead(text, out var price) is { } problem)
        {
            reader.Error(field, problem);
            return null;
        }

        return price;
    }
}
