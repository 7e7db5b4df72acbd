using StackExchange.Redis;

namespace AiGateway.Sharing;

/// <summary>What exceptions of the Redis client mean, in words that hold nothing of the connection string: its own texts are never passed on.</summary>
internal static class RedisFailures
{
    /// <summary>The password is missing or wrong.</summary>
    public const string Refused = "it refuses the password, or wants one";

    /// <summary>Something else answers at that address.</summary>
    public const string NotRedis = "what answers there does not speak Redis's protocol";

    /// <summary>Nothing answers, or not in time.</summary>
    public const string Unreachable = "it cannot be reached";

    /// <summary>Why a connection could not be made.</summary>
    public static string Reason(Exception exception)
    {
        if (exception is not RedisConnectionException failure)
        {
            return Unreachable;
        }

        // Older clients tell the kind only inside the message, by the name of the enumeration's member.
        return Is(failure, ConnectionFailureType.AuthenticationFailure) ? Refused
            : Is(failure, ConnectionFailureType.ProtocolFailure) || Is(failure, ConnectionFailureType.InternalFailure) ? NotRedis
            : Unreachable;
    }

    /// <summary>Whether an exception only says that Redis did not do what it was asked, now or in time.</summary>
    public static bool IsExpected(Exception exception) =>
        exception is TimeoutException or RedisException or RedisCommandException or ObjectDisposedException or OperationCanceledException;

    private static bool Is(RedisConnectionException failure, ConnectionFailureType type) =>
        failure.FailureType == type || failure.Message.Contains(type.ToString(), StringComparison.Ordinal);
}
