using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace AiGateway.Fakes.Serving;

/// <summary>What one running fake knows and remembers.</summary>
internal sealed class ProviderState
{
    private readonly ConcurrentDictionary<string, string> _signatures = new(StringComparer.Ordinal);
    private readonly string _salt = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz", 4);
    private int _contextTokens = int.MaxValue;
    private int _nextId;
    private bool _strict = true;

    public ProviderState(Dialect dialect)
    {
        Dialect = dialect;
        FirstKey = $"fake-{dialect.ToString().ToLowerInvariant()}-key-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        Keys = new AcceptedKeys(FirstKey);
        Models = new ServedModels(KnownModels.Of(dialect));
    }

    public Dialect Dialect { get; }

    public string FirstKey { get; }

    public AcceptedKeys Keys { get; }

    public ServedModels Models { get; }

    public RequestLog Log { get; } = new();

    public Script Script { get; } = new();

    public int ContextTokens
    {
        get => Volatile.Read(ref _contextTokens);
        set => Volatile.Write(ref _contextTokens, value);
    }

    public bool Strict
    {
        get => Volatile.Read(ref _strict);
        set => Volatile.Write(ref _strict, value);
    }

    /// <summary>A number no other call on this fake got.</summary>
    public int NextNumber() => Interlocked.Increment(ref _nextId);

    /// <summary>An id of this length in letters and digits, different for each call.</summary>
    public string NextId(string prefix, int length) =>
        prefix + _salt + NextNumber().ToString(CultureInfo.InvariantCulture).PadLeft(length - _salt.Length, '0');

    /// <summary>A signature over what was thought, remembered for the day it comes back.</summary>
    public string Sign(string thought)
    {
        var signature = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        _signatures[signature] = thought;
        return signature;
    }

    /// <summary>Whether the fake issued the signature.</summary>
    public bool Issued(string signature) => _signatures.ContainsKey(signature);

    /// <summary>Whether the fake issued the signature over exactly this thought.</summary>
    public bool Issued(string signature, string thought) =>
        _signatures.TryGetValue(signature, out var signed) && string.Equals(signed, thought, StringComparison.Ordinal);
}
