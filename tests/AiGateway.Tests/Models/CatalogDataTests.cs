using System.Text.Json;
using System.Text.Json.Serialization;
using AiGateway.Models;
using AiGateway.Tests.Configuration;

namespace AiGateway.Tests.Models;

/// <summary>models.json is sound: every line says where it is from, and no figure is out of all measure.</summary>
public class CatalogDataTests
{
    private static readonly JsonElement File = JsonElement.Parse(RepositoryFiles.Read("src", "AiGateway", "Models", "models.json"));

    private static readonly JsonSerializerOptions ReadOptions = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private static readonly CatalogEntry[] Entries = File.GetProperty("models").Deserialize<CatalogEntry[]>(ReadOptions)!;

    [Fact]
    public void It_holds_the_models_of_every_vendor()
    {
        Entries.Length.ShouldBeGreaterThan(300);
        Entries.Select(e => e.Vendor).Distinct().ShouldBe(["OpenAI", "Anthropic", "Gemini", "Mistral", "deepseek", "fireworks", "groq", "together", "xai"]);
    }

    [Fact]
    public void It_is_sorted_and_names_nothing_twice()
    {
        foreach (var vendor in Entries.GroupBy(e => e.Vendor))
        {
            var names = vendor.Select(e => e.Name.ToLowerInvariant()).ToArray();
            names.ShouldBe(names.Order(StringComparer.Ordinal));
            vendor.SelectMany(e => e.Aliases.Append(e.Name)).GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Every_line_has_a_source_and_a_figure()
    {
        foreach (var entry in Entries)
        {
            entry.Source.ShouldNotBeNullOrWhiteSpace(entry.Name);
            entry.Date.ShouldBeInRange(new DateOnly(2026, 7, 2), File.GetProperty("asOf").Deserialize<DateOnly>(), entry.Name);
            (entry.Context ?? entry.MaxOutput ?? entry.Price?.Input ?? entry.Price?.Output ?? entry.Has.Count + entry.Lacks.Count).ShouldBeGreaterThanOrEqualTo(0, entry.Name);
            entry.Has.Intersect(entry.Lacks).ShouldBeEmpty(entry.Name);
        }

        File.GetProperty("sources").EnumerateObject().ShouldAllBe(s => s.Value.GetProperty("licence").GetString() == "MIT");
    }

    [Fact]
    public void No_figure_is_out_of_all_measure()
    {
        foreach (var entry in Entries)
        {
            (entry.Context ?? 1_000).ShouldBeInRange(500, 20_000_000, entry.Name);
            (entry.MaxOutput ?? 1).ShouldBeInRange(1, entry.Context ?? 2_000_000, entry.Name);
            foreach (var price in entry.Tiers.Append(entry.Price).OfType<CatalogPrice>())
            {
                // Nobody asks more than $1,000 for a million tokens, and a cache is no dearer than twice the prompt.
                (price.Input ?? 0).ShouldBeInRange(0, 1_000_000_000, entry.Name);
                (price.Output ?? 0).ShouldBeInRange(0, 1_000_000_000, entry.Name);
                (price.CacheRead ?? 0).ShouldBeLessThanOrEqualTo(price.Input ?? long.MaxValue, entry.Name);
                (price.CacheWrite ?? 0).ShouldBeLessThanOrEqualTo((price.Input ?? long.MaxValue / 2) * 2, entry.Name);
            }

            foreach (var tier in entry.Tiers)
            {
                tier.Above.ShouldBeGreaterThan(0, entry.Name);
                tier.Input.ShouldNotBeNull(entry.Name);
                tier.Output.ShouldNotBeNull(entry.Name);
            }
        }
    }
}
