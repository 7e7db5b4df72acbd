using AiGateway.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Admin;

/// <summary>Looks into a gateway's store past its API.</summary>
internal static class StoreReads
{
    /// <summary>Reads.</summary>
    public static Task<T> ReadAsync<T>(this IServiceProvider services, Func<StoreSession, Task<T>> read) => services.GetRequiredService<Database>().ReadAsync(read, CancellationToken.None);
}
