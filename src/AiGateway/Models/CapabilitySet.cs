using AiGateway.Configuration;

namespace AiGateway.Models;

/// <summary>Some of the capabilities, as bits: what a model has, or what a request uses.</summary>
/// <param name="Bits">One bit for each <see cref="Capability"/>, at its number.</param>
internal readonly record struct CapabilitySet(uint Bits)
{
    private static readonly Capability[] Values = Enum.GetValues<Capability>();

    /// <summary>Every capability there is.</summary>
    public static CapabilitySet All { get; } = Of(Values);

    /// <summary>Whether it holds none.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>The first of them in the order of <see cref="Capability"/>; null where there are none.</summary>
    public Capability? First => Bits == 0 ? null : (Capability)System.Numerics.BitOperations.TrailingZeroCount(Bits);

    /// <summary>Makes a set of some.</summary>
    public static CapabilitySet Of(params IReadOnlyList<Capability> capabilities)
    {
        var set = default(CapabilitySet);
        for (var i = 0; i < capabilities.Count; i++)
        {
            set = set.With(capabilities[i]);
        }

        return set;
    }

    /// <summary>Whether it holds one.</summary>
    public bool Contains(Capability capability) => (Bits & Bit(capability)) != 0;

    /// <summary>Whether it holds all of another.</summary>
    public bool ContainsAll(CapabilitySet other) => (other.Bits & ~Bits) == 0;

    /// <summary>The same with one more.</summary>
    public CapabilitySet With(Capability capability) => new(Bits | Bit(capability));

    /// <summary>What both hold.</summary>
    public CapabilitySet And(CapabilitySet other) => new(Bits & other.Bits);

    /// <summary>What it holds and another does not.</summary>
    public CapabilitySet Except(CapabilitySet other) => new(Bits & ~other.Bits);

    /// <inheritdoc/>
    public override string ToString()
    {
        var set = this;
        return string.Join(", ", Values.Where(value => set.Contains(value)));
    }

    private static uint Bit(Capability capability) => 1u << (int)capability;
}
