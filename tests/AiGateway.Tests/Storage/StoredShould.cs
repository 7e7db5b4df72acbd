using System.Text.Json;

namespace AiGateway.Tests.Storage;

/// <summary>Compares what is kept, all fields of it, lists by their elements.</summary>
internal static class StoredShould
{
    /// <summary>Fails where a field differs.</summary>
    public static void ShouldBeLike<T>(this T? actual, T expected) => JsonSerializer.Serialize(actual).ShouldBe(JsonSerializer.Serialize(expected));
}
