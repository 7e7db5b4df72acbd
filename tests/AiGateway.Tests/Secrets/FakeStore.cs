using AiGateway.Secrets;
using AiGateway.Storage;

namespace AiGateway.Tests.Secrets;

/// <summary>A store as the reader of the configuration sees it.</summary>
internal sealed class FakeStore
{
    public FakeStore() => Stored = new StoredSecrets(_ => Answers ? new StoreLook([.. Secrets], [.. PepperIds]) : throw new StoreUnavailableException("down"));

    public StoredSecrets Stored { get; }

    public bool Answers { get; set; } = true;

    public List<StoredSecret> Secrets { get; } = [];

    public List<string> PepperIds { get; } = [];

    /// <summary>Puts a secret there, encrypted by a ring.</summary>
    public StoredSecret Put(KeyRing ring, string name, string value)
    {
        var (id, box) = ring.Seal(name, value);
        var secret = new StoredSecret { Name = name, MasterKeyId = id, Box = box };
        Secrets.RemoveAll(other => other.Name == name);
        Secrets.Add(secret);
        return secret;
    }
}
