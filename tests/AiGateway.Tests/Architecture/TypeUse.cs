namespace AiGateway.Tests.Architecture;

/// <summary>That a type uses another, or one of its members.</summary>
/// <param name="User">The user's full name; what the compiler made inside a type counts as that type.</param>
/// <param name="Used">The full name of the type used.</param>
/// <param name="UsedAssembly">The assembly that defines it; the user's own where that is the same.</param>
/// <param name="Member">The member used; empty where it is the type itself, in a signature or as a base.</param>
internal sealed record TypeUse(string User, string Used, string UsedAssembly, string Member)
{
    /// <summary>The user's namespace.</summary>
    public string UserSpace => SpaceOf(User);

    /// <summary>The namespace of what is used.</summary>
    public string UsedSpace => SpaceOf(Used);

    private static string SpaceOf(string name) => name.LastIndexOf('.') is var dot and > 0 ? name[..dot] : "";
}
