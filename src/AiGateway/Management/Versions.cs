namespace AiGateway.Management;

/// <summary>Keeps one editor from undoing what another did meanwhile.</summary>
internal static class Versions
{
    /// <summary>Refuses a change that was made for another version than the one in force.</summary>
    /// <param name="kind">What kind of thing it is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="actual">Its version.</param>
    /// <param name="expected">The version that the editor saw; null where that does not matter.</param>
    /// <exception cref="ManagementException">They differ.</exception>
    public static void Require(string kind, string id, long actual, long? expected)
    {
        if (expected is { } version && version != actual)
        {
            throw ManagementException.VersionMismatch(kind, id, actual);
        }
    }

    /// <summary>Refuses a change that the store did not take, since the row was no longer what was read.</summary>
    /// <exception cref="ManagementException">It did not.</exception>
    public static void RequireDone(bool isDone, string kind, string id, long actual)
    {
        if (!isDone)
        {
            throw ManagementException.VersionMismatch(kind, id, actual);
        }
    }
}
