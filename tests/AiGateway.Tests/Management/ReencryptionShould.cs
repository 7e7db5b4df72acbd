using AiGateway.Management;

namespace AiGateway.Tests.Management;

/// <summary>Compares what encrypting anew has come to.</summary>
internal static class ReencryptionShould
{
    public static void ShouldBeLike(this Reencryption outcome, int done)
    {
        outcome.Done.ShouldBe(done);
        outcome.Unreadable.ShouldBeEmpty();
    }
}
