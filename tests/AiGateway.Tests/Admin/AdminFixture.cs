namespace AiGateway.Tests.Admin;

/// <summary>One admin API for all tests of a class that leave it as they find it.</summary>
public sealed class AdminFixture : IAsyncLifetime
{
    /// <summary>The gateway.</summary>
    internal AdminGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync() => Gateway = await AdminGateway.StartAsync();

    public async Task DisposeAsync() => await Gateway.DisposeAsync();
}
