using AiGateway.Storage;

namespace AiGateway.Tests.Storage;

/// <summary>Things to keep, with every field set to something of its own.</summary>
internal static class Items
{
    private static readonly DateTimeOffset Moment = new(2026, 11, 20, 17, 0, 0, 123, TimeSpan.Zero);

    /// <summary>A key.</summary>
    public static StoredKey Key(string id) => new()
    {
        Id = id,
        Name = $"key {id}",
        Team = "web",
        User = "ada",
        Tags = ["a", "b \"c\""],
        Models = ["gpt-*", "fast"],
        Surfaces = ["openai.chat"],
        Networks = ["10.0.0.0/8"],
        ExpiresAt = Moment.AddDays(30),
        Enabled = true,
        RevokedAt = Moment.AddDays(1),
        PepperId = "env",
        Digest = [.. Enumerable.Range(0, 32).Select(i => (byte)i)],
        PreviousPepperId = "old",
        PreviousDigest = [.. Enumerable.Range(100, 32).Select(i => (byte)i)],
        PreviousUntil = Moment.AddHours(1),
        CreatedAt = Moment,
        UpdatedAt = Moment.AddMinutes(1),
    };

    /// <summary>A key with as little as there can be.</summary>
    public static StoredKey BareKey(string id) => new() { Id = id, Name = "", PepperId = "env", Digest = new byte[32] };

    /// <summary>A team.</summary>
    public static StoredTeam Team(string id) => new() { Id = id, Name = $"team {id}", Models = ["gpt-*"], Tags = ["t"], Enabled = false, CreatedAt = Moment, UpdatedAt = Moment };

    /// <summary>A user.</summary>
    public static StoredUser User(string id) => new() { Id = id, Name = $"user {id}", Team = "web", Models = ["m"], Tags = ["u"], Enabled = false, CreatedAt = Moment, UpdatedAt = Moment };

    /// <summary>A secret.</summary>
    public static StoredSecret Secret(string name) => new() { Name = name, MasterKeyId = "env", Box = [0, 1, 255], Note = "a note", CreatedAt = Moment, UpdatedAt = Moment };

    /// <summary>An admin token.</summary>
    public static StoredAdminToken Token(string id) => new()
    {
        Id = id,
        Name = $"token {id}",
        Role = AdminRole.Operator,
        PepperId = "env",
        Digest = new byte[32],
        IsBootstrap = true,
        ExpiresAt = Moment.AddDays(1),
        Enabled = false,
        CreatedAt = Moment,
        UpdatedAt = Moment,
    };

    /// <summary>An audit record.</summary>
    public static AuditRecord Record(long number, DateTimeOffset? at = null, string subject = "k1") => new()
    {
        Number = number,
        At = at ?? Moment,
        Actor = "token:t1",
        Role = AdminRole.Admin,
        Origin = "127.0.0.1",
        Action = "key.create",
        Kind = "key",
        Subject = subject,
        Fields = ["Name", "Team"],
        Before = null,
        After = new string('b', 64),
        RequestId = "r1",
        Previous = Hash(number - 1),
        Hash = Hash(number),
    };

    /// <summary>A text that could be the hash of a record.</summary>
    public static string Hash(long number) => number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
}
