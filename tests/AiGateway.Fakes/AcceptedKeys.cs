using System.Collections;
using System.Collections.Concurrent;

namespace AiGateway.Fakes;

/// <summary>The credentials a fake accepts; safe to change while requests are under way.</summary>
public sealed class AcceptedKeys : IEnumerable<string>
{
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);

    internal AcceptedKeys(string first) => Add(first);

    public void Add(string key) => _keys[key] = true;

    public void Remove(string key) => _keys.TryRemove(key, out _);

    public bool Contains(string key) => _keys.ContainsKey(key);

    public IEnumerator<string> GetEnumerator() => _keys.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
