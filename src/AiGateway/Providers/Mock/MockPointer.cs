using System.Globalization;
using System.Text.Json;

namespace AiGateway.Providers.Mock;

/// <summary>Follows a schema's local <c>$ref</c>: <c>#</c> and a JSON pointer (RFC 6901) below it.</summary>
internal static class MockPointer
{
    /// <summary>Finds the place; false where the reference is not local or leads nowhere.</summary>
    public static bool TryResolve(JsonElement root, string reference, out JsonElement target)
    {
        target = root;
        if (!reference.StartsWith('#'))
        {
            return false;
        }

        foreach (var step in Uri.UnescapeDataString(reference[1..]).Split('/').Skip(1))
        {
            if (!TryStep(target, step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out target))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryStep(JsonElement from, string name, out JsonElement to)
    {
        if (from.ValueKind == JsonValueKind.Object)
        {
            return from.TryGetProperty(name, out to);
        }

        if (from.ValueKind == JsonValueKind.Array
            && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < from.GetArrayLength())
        {
            to = from[index];
            return true;
        }

        to = default;
        return false;
    }
}
