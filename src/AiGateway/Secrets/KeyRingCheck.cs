using System.Globalization;
using AiGateway.Configuration;

namespace AiGateway.Secrets;

/// <summary>Holds the key ring against what is stored: with a ring that lacks a key, secrets would be unreadable and callers locked out without a word.</summary>
internal static class KeyRingCheck
{
    private const int MostNamed = 3;

    /// <summary>The master keys and peppers that the store needs and the ring does not have.</summary>
    /// <param name="section">The path of the section <c>Secrets</c>.</param>
    /// <param name="look">What is stored.</param>
    /// <param name="ring">The ring; null for none at all.</param>
    /// <param name="lost">The ids that are said to be lost.</param>
    public static IEnumerable<ConfigurationProblem> Run(string section, StoreLook look, KeyRing? ring, IReadOnlyList<string> lost)
    {
        foreach (var id in lost.Where(id => ring is not null && (ring.HasMasterKey(id) || ring.HasPepper(id))))
        {
            yield return new ConfigurationProblem($"{section}:{nameof(KeyMaterialOptions.Lost)}", $"`{id}` is there, so it is not lost. Take it out of the list.");
        }

        foreach (var group in look.Secrets.GroupBy(static secret => secret.MasterKeyId, StringComparer.Ordinal).OrderBy(static g => g.Key, StringComparer.Ordinal))
        {
            if (ring?.HasMasterKey(group.Key) != true)
            {
                yield return new ConfigurationProblem(
                    $"{section}:{nameof(KeyMaterialOptions.MasterKeys)}",
                    $"The store holds {Names([.. group.Select(static secret => secret.Name).Order(StringComparer.Ordinal)])} encrypted under the master key `{group.Key}`, which is not there. {There(ring?.MasterKeyIds)}");
            }
        }

        foreach (var id in look.PepperIds.Order(StringComparer.Ordinal))
        {
            if (ring?.HasPepper(id) != true)
            {
                yield return new ConfigurationProblem(
                    $"{section}:{nameof(KeyMaterialOptions.Peppers)}",
                    $"The store holds keys or tokens made under the pepper `{id}`, which is not there, so their holders would be locked out. {There(ring?.PepperIds)}");
            }
        }
    }

    private static string There(IReadOnlyCollection<string>? ids) =>
        $"There is: {(ids is { Count: > 0 } ? string.Join(", ", ids.Order(StringComparer.Ordinal)) : "none")}. The end of an id tells one key from another of the same name. Give back the one that is missing; docs/key-material.md says what to do where it is lost.";

    private static string Names(IReadOnlyList<string> names)
    {
        var shown = string.Join(", ", names.Take(MostNamed).Select(static name => $"`{name}`"));
        return names.Count <= MostNamed ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown} and {names.Count - MostNamed} more secrets");
    }
}
