namespace AiGateway.Configuration.Reading;

/// <summary>Finds one of an enumeration's names, in any case, never its number.</summary>
internal static class Choices
{
    /// <summary>The choice of that name, or <see langword="null"/>.</summary>
    public static T? Find<T>(string text)
        where T : struct, Enum
    {
        foreach (var name in Enum.GetNames<T>())
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
            {
                return Enum.Parse<T>(name);
            }
        }

        return null;
    }

    /// <summary>What is to be said of a text that is none of the names.</summary>
    public static string Problem<T>(string text)
        where T : struct, Enum =>
        $"{Quote.Of(text)} is not one of the choices. {Suggestions.Sentence(text, Enum.GetNames<T>(), "Choices")}";
}
