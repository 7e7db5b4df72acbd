namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Cuts sound that comes in separately padded base64 pieces anew, so that the pieces join to valid base64.</summary>
internal sealed class AudioJoiner
{
    private byte[] _rest = [];

    /// <summary>Takes a piece.</summary>
    /// <returns>Base64 without padding, possibly empty; the piece itself where it is no base64.</returns>
    public string Add(string base64)
    {
        if (_rest.Length == 0 && base64.Length % 4 == 0 && !base64.EndsWith('='))
        {
            return base64;
        }

        var bytes = new byte[_rest.Length + base64.Length];
        _rest.CopyTo(bytes, 0);
        if (!Convert.TryFromBase64String(base64, bytes.AsSpan(_rest.Length), out var written))
        {
            return base64;
        }

        var length = _rest.Length + written;
        var whole = length - (length % 3);
        _rest = bytes[whole..length];
        return Convert.ToBase64String(bytes, 0, whole);
    }

    /// <summary>Gives the last bytes, or null where there are none.</summary>
    public string? Flush()
    {
        var rest = _rest.Length == 0 ? null : Convert.ToBase64String(_rest);
        _rest = [];
        return rest;
    }
}
