namespace AiGateway.Protocol.Json;

/// <summary>Follows one JSON object or array through its pieces to the bracket that ends it, without checking what is in between.</summary>
internal struct JsonExtent
{
    private int _depth;
    private bool _isEscaped;

    /// <summary>True from the first bracket on.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True inside of a string.</summary>
    public bool InString { get; private set; }

    /// <summary>True once the first bracket was met by its last.</summary>
    public readonly bool IsWhole => HasBegun && _depth == 0;

    /// <summary>Takes the next character or byte.</summary>
    public void Take(int unit)
    {
        if (InString)
        {
            InString = _isEscaped || unit != '"';
            _isEscaped = !_isEscaped && unit == '\\';
            return;
        }

        switch (unit)
        {
            case '"':
                InString = true;
                break;
            case '{' or '[':
                HasBegun = true;
                _depth++;
                break;
            case '}' or ']':
                _depth--;
                break;
        }
    }
}
