using System.Security.Cryptography;
using AiGateway.Secrets;

namespace AiGateway.Tests.Secrets;

/// <summary>Key rings for tests.</summary>
internal static class Rings
{
    /// <summary>A ring of random keys with the given ids, of which the first is the one in force.</summary>
    public static KeyRing Random(params string[] ids)
    {
        string[] all = ids.Length == 0 ? ["k1"] : ids;
        return new KeyRing(Keys(all), all[0], Keys(all), all[0]);
    }

    /// <summary>Random keys by id.</summary>
    public static Dictionary<string, byte[]> Keys(params string[] ids) => ids.ToDictionary(id => id, _ => RandomNumberGenerator.GetBytes(KeyRing.KeyLength), StringComparer.Ordinal);
}
