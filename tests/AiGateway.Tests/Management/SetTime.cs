namespace AiGateway.Tests.Management;

/// <summary>A clock that a test sets forward; timers and stop watches run as ever.</summary>
internal sealed class SetTime : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
