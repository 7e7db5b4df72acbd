using AiGateway.Protocol.Chat;
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

    /// <summary>
    /// The model that a request is written for: its own within its format, else one that the target's users would name, because the
    /// writers' rules go by the model. A request that speaks of reasoning gets one of the newer models, which are told how much to think.
    /// </summary>
    public static string TargetModel(string source, string target, ChatRequest request) => (source == target, target, request.Reasoning is null) switch
    {
        (false, "AnthropicMessages", true) => "claude-sonnet-4-5",
        (false, "AnthropicMessages", false) => "claude-opus-4-6",
        (false, "Gemini", true) => "gemini-2.5-flash",
        (false, "Gemini", false) => "gemini-3-flash-preview",
        (false, "OpenAIChat", true) => "gpt-4o",
        (false, "OpenAIChat", false) => "gpt-5.2",
        _ => request.Model,
    };
}
