using AiGateway.Configuration;
using AiGateway.Models;

namespace AiGateway.Tests.Models;

public class CapabilitySetTests
{
    [Fact]
    public void It_holds_what_was_put_in()
    {
        var set = CapabilitySet.Of(Capability.Reasoning, Capability.Tools);

        set.Contains(Capability.Tools).ShouldBeTrue();
        set.Contains(Capability.Reasoning).ShouldBeTrue();
        set.Contains(Capability.Vision).ShouldBeFalse();
        set.First.ShouldBe(Capability.Tools);
        set.ToString().ShouldBe("Tools, Reasoning");
        set.IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void Sets_can_be_compared()
    {
        var small = CapabilitySet.Of(Capability.Files);
        var large = small.With(Capability.JsonSchema);

        large.ContainsAll(small).ShouldBeTrue();
        small.ContainsAll(large).ShouldBeFalse();
        small.ContainsAll(default).ShouldBeTrue();
        large.Except(small).ShouldBe(CapabilitySet.Of(Capability.JsonSchema));
        large.And(small).ShouldBe(small);
        default(CapabilitySet).First.ShouldBeNull();
        Enum.GetValues<Capability>().ShouldAllBe(c => CapabilitySet.All.Contains(c));
    }
}
