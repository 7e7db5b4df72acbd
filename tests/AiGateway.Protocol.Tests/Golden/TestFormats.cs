using AiGateway.Protocol.Formats;

namespace AiGateway.Protocol.Tests.Golden;

/// <summary>Every format of the library, found by reflection so that a new one is tested without being listed.</summary>
internal static class TestFormats
{
    private static readonly Dictionary<string, IWireFormat> ByName = typeof(IWireFormat).Assembly.GetTypes()
        .Where(static type => type is { IsClass: true, IsAbstract: false } && typeof(IWireFormat).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null)
        .Select(static type => (IWireFormat)Activator.CreateInstance(type)!)
        .ToDictionary(static format => format.Name, StringComparer.Ordinal);

    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    public static bool Has(string name) => ByName.ContainsKey(name);

    public static IWireFormat Get(string name) => ByName[name];
}
