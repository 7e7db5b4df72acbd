using System.Globalization;
using System.Text;

namespace AiGateway.Fakes.Schema;

/// <summary>Where in a request body a value sits; each provider writes it in its own manner.</summary>
internal sealed class JsonPath
{
    public static readonly JsonPath Root = new(null, null, -1);

    private readonly JsonPath? _parent;
    private readonly string? _name;
    private readonly int _index;

    private JsonPath(JsonPath? parent, string? name, int index) => (_parent, _name, _index) = (parent, name, index);

    public bool IsRoot => _parent is null;

    public JsonPath Parent => _parent ?? this;

    public string Leaf => _name ?? _index.ToString(CultureInfo.InvariantCulture);

    public JsonPath this[string name] => new(this, name, -1);

    public JsonPath this[int index] => new(this, null, index);

    /// <summary>The path as <c>messages[0].content</c> (OpenAI, Gemini).</summary>
    public string Bracketed
    {
        get
        {
            var text = new StringBuilder();
            foreach (var step in Steps())
            {
                if (step._name is null)
                {
                    text.Append('[').Append(step._index.ToString(CultureInfo.InvariantCulture)).Append(']');
                }
                else
                {
                    text.Append(text.Length > 0 ? "." : "").Append(step._name);
                }
            }

            return text.ToString();
        }
    }

    /// <summary>The path as <c>messages.0.content</c> (Anthropic).</summary>
    public string Dotted => string.Join('.', Steps().Select(step => step.Leaf));

    /// <summary>The steps from the root, names as text and indexes as numbers (Mistral's <c>loc</c>).</summary>
    public IEnumerable<object> Segments => Steps().Select(step => step._name is null ? (object)step._index : step._name);

    public override string ToString() => Bracketed;

    private List<JsonPath> Steps()
    {
        var steps = new List<JsonPath>();
        for (var step = this; step._parent is not null; step = step._parent)
        {
            steps.Add(step);
        }

        steps.Reverse();
        return steps;
    }
}
