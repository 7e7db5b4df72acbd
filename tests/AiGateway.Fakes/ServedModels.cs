using System.Collections;

namespace AiGateway.Fakes;

/// <summary>The models a fake serves, in the order of its list; safe to change while requests are under way.</summary>
public sealed class ServedModels : IEnumerable<string>
{
    private readonly Lock _lock = new();
    private readonly List<string> _names;

    internal ServedModels(IEnumerable<string> names) => _names = [.. names];

    public void Add(string name)
    {
        lock (_lock)
        {
            _names.Add(name);
        }
    }

    public void Remove(string name)
    {
        lock (_lock)
        {
            _names.Remove(name);
        }
    }

    public bool Contains(string name)
    {
        lock (_lock)
        {
            return _names.Contains(name, StringComparer.Ordinal);
        }
    }

    public IEnumerator<string> GetEnumerator()
    {
        lock (_lock)
        {
            return ((IEnumerable<string>)[.. _names]).GetEnumerator();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
