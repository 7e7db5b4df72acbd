using AiGateway.Configuration;

namespace AiGateway.Providers;

/// <summary>A provider's keys, each taking the share of requests that its weight gives it.</summary>
internal sealed class CredentialPool
{
    private readonly string[] _keys;
    private readonly long[] _upTo;

    /// <summary>Makes a pool of any number of keys.</summary>
    public CredentialPool(IReadOnlyList<ApiKeyOptions> keys)
    {
        _keys = [.. keys.Select(static key => key.Value.Reveal())];
        _upTo = new long[_keys.Length];
        var sum = 0L;
        for (var i = 0; i < _keys.Length; i++)
        {
            sum += keys[i].Weight;
            _upTo[i] = sum;
        }
    }

    /// <summary>Picks a key at random by weight; null where there is none.</summary>
    public string? Pick()
    {
        if (_keys.Length <= 1)
        {
            return _keys.Length == 0 ? null : _keys[0];
        }

        var ticket = Random.Shared.NextInt64(_upTo[^1]);
        var index = 0;
        while (_upTo[index] <= ticket)
        {
            index++;
        }

        return _keys[index];
    }
}
