namespace AiGateway.Models;

/// <summary>What a model costs by the length of the prompt.</summary>
/// <param name="Base">The price of an ordinary request.</param>
/// <param name="Tiers">The prices of long ones, the shortest first.</param>
internal sealed record PriceList(ModelPrice Base, IReadOnlyList<PriceTier> Tiers)
{
    /// <summary>The price of a request with a prompt of so many tokens.</summary>
    public ModelPrice For(long promptTokens)
    {
        var price = Base;
        for (var i = 0; i < Tiers.Count && promptTokens > Tiers[i].Above; i++)
        {
            price = Tiers[i].Price;
        }

        return price;
    }
}
