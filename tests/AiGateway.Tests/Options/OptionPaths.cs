using System.Collections;
using System.Reflection;
using AiGateway.Configuration;
using AiGateway.Configuration.Reading;

namespace AiGateway.Tests.Options;

/// <summary>Every option there is, by its path in the configuration, as the records of options tell it.</summary>
internal static class OptionPaths
{
    /// <summary>What the reader fills in, or what is the entry's key.</summary>
    private static readonly HashSet<string> NotConfigured = new(StringComparer.Ordinal)
    {
        "ProviderOptions.Name", "ProviderOptions.StoredKeys", "ProviderOptions.LackingKeys", "VirtualKeyOptions.Id", "TeamOptions.Id", "GatewayOptions.Warnings", "GatewayOptions.Redis", "StorageOptions.Postgres", "JwtIssuerOptions.Name",
    };

    /// <summary>The paths of all fields that hold a value, with <c>*</c> for the names of entries.</summary>
    public static IReadOnlySet<string> All { get; } = new SortedSet<string>(Of(typeof(GatewayOptions), "Gateway"), StringComparer.Ordinal);

    /// <summary>The record whose fields stand at each path.</summary>
    public static IReadOnlyDictionary<Type, string> Records { get; } = FindRecords(typeof(GatewayOptions), "Gateway").ToDictionary(r => r.Type, r => r.Path);

    /// <summary>The paths below which targets stand again, whose fields are told once, where a model's own targets are.</summary>
    public static IReadOnlySet<string> OtherTargets { get; } = new SortedSet<string>(FindOtherTargets(typeof(ModelOptions), "Gateway:Models:*"), StringComparer.Ordinal);

    private static IEnumerable<string> Of(Type record, string path) => Fields(record).SelectMany(field =>
        Entry(field.Type) is var (entry, isMany) && IsToldHere(record, entry)
            ? Of(entry, isMany ? $"{path}:{field.Name}:*" : $"{path}:{field.Name}")
            : [$"{path}:{field.Name}"]);

    private static IEnumerable<(Type Type, string Path)> FindRecords(Type record, string path) =>
        Fields(record).SelectMany(field =>
            Entry(field.Type) is var (entry, isMany) && IsToldHere(record, entry)
                ? FindRecords(entry, isMany ? $"{path}:{field.Name}:*" : $"{path}:{field.Name}")
                : []).Prepend((record, path));

    private static IEnumerable<string> FindOtherTargets(Type record, string path) => Fields(record).SelectMany(field => Entry(field.Type).Entry switch
    {
        var entry when IsToldHere(record, entry) => FindOtherTargets(entry, $"{path}:{field.Name}"),
        var entry when entry == typeof(TargetOptions) => [$"{path}:{field.Name}"],
        _ => [],
    });

    private static IEnumerable<(string Name, Type Type)> Fields(Type record)
    {
        foreach (var property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = $"{record.Name}.{property.Name}";
            if (name is "TargetOptions.Provider")
            {
                // Two halves of one text.
                yield return (TargetReader.ModelField, typeof(string));
            }
            else if (name is not "TargetOptions.UpstreamModel" && !NotConfigured.Contains(name))
            {
                yield return (property.Name, property.PropertyType);
            }
        }
    }

    private static (Type Entry, bool IsMany) Entry(Type type)
    {
        if (type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type))
        {
            return (type, false);
        }

        return (type.GetGenericArguments()[^1], true);
    }

    private static bool IsToldHere(Type record, Type entry) => IsRecord(entry) && (entry != typeof(TargetOptions) || record == typeof(ModelOptions));

    private static bool IsRecord(Type type) =>
        type == typeof(TargetCondition)
        || (type.Namespace == typeof(GatewayOptions).Namespace && type.Name.EndsWith("Options", StringComparison.Ordinal));
}
