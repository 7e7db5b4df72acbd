using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>
/// Makes the hub's tool-call events of one answer from deltas that may lack an index, a type or an id, begin at any index, repeat the
/// id, split the name off, or give arguments as an object.
/// </summary>
internal sealed class ToolCallAssembler(int choice, string idSeed)
{
    private readonly List<Call> _calls = [];
    private int _started;

    public bool HasCalls => _calls.Count > 0;

    /// <summary>True where the arguments of every call came to the bracket that ends them, so that none can have been cut.</summary>
    public bool AreWhole => _calls.TrueForAll(static call => call.Extent.IsWhole);

    /// <summary>Reads <c>tool_calls</c>.</summary>
    /// <param name="list">The deltas: an array, or with Cohere's compatibility layer one object.</param>
    /// <param name="whole">True for a JSON answer, where every element is a call of its own.</param>
    public void Read(JsonElement list, bool whole, ICollection<ChatEvent> events)
    {
        if (list.ValueKind == JsonValueKind.Object)
        {
            ReadOne(list, whole, events);
            return;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var item in list.EnumerateArray())
        {
            ReadOne(item, whole, events);
        }
    }

    /// <summary>The legacy single call: <c>{name, arguments}</c>.</summary>
    public void ReadLegacy(JsonElement function, ICollection<ChatEvent> events)
    {
        var call = _calls.Count > 0 ? _calls[^1] : Add(0);
        Feed(call, function, "arguments", events);
    }

    /// <summary>Gives what is missing at the end: calls whose name never came, and <c>{}</c> for a function without arguments.</summary>
    public void Complete(ICollection<ChatEvent> events)
    {
        foreach (var call in _calls)
        {
            Start(call, events);
            if (!call.IsCustom && !call.HasArguments)
            {
                call.HasArguments = true;
                events.Add(new ChatEvent.ToolCallDelta(choice, call.HubIndex, "{}"));
            }
        }
    }

    private void ReadOne(JsonElement item, bool whole, ICollection<ChatEvent> events)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var custom = item.TryGet("custom", out var body);
        if (!custom)
        {
            item.TryGet("function", out body);
        }

        var id = NullIfEmpty(item.StringOrNull("id"));
        var index = item.LongOrNull("index");
        var call = whole ? Add(index) : Find(index, id, NullIfEmpty(body.StringOrNull("name")));
        call.Id ??= id;
        call.IsCustom |= custom;
        call.Signature ??= ThoughtSignature.Of(item) ?? ThoughtSignature.Of(body);
        Feed(call, body, custom ? "input" : "arguments", events);
    }

    private Call Find(long? index, string? id, string? name)
    {
        if (index is not null)
        {
            var known = _calls.FindLast(call => call.Key == index);

            // Some providers number all parallel calls 0: another id with a name is another call.
            var isOther = known?.Id is not null && id is not null && id != known.Id && name is not null;
            return known is null || isOther ? Add(index) : known;
        }

        if (id is not null)
        {
            return _calls.Find(call => call.Id == id) ?? Add(null);
        }

        var last = _calls.Count > 0 ? _calls[^1] : null;
        return last is null || (name is not null && last.Name is not null) ? Add(null) : last;
    }

    private Call Add(long? key)
    {
        var call = new Call(key);
        _calls.Add(call);
        return call;
    }

    private void Feed(Call call, JsonElement body, string argumentsName, ICollection<ChatEvent> events)
    {
        call.Name ??= NullIfEmpty(body.StringOrNull("name"));
        var arguments = Arguments(body, argumentsName);
        if (!call.IsCustom && !call.HasArguments && arguments == "null")
        {
            arguments = "";
        }

        if (call.Name is null)
        {
            call.Held.Append(arguments);
            return;
        }

        Start(call, events);
        Emit(call, arguments, events);
    }

    private void Start(Call call, ICollection<ChatEvent> events)
    {
        if (call.HubIndex >= 0)
        {
            return;
        }

        call.HubIndex = _started++;
        call.Id ??= $"call_{idSeed}_{choice}_{call.HubIndex}";
        events.Add(new ChatEvent.ToolCallStarted(choice, call.HubIndex, call.Id, call.Name ?? "") { IsCustom = call.IsCustom, Signature = call.Signature });
        Emit(call, call.Held.ToString(), events);
    }

    private void Emit(Call call, string arguments, ICollection<ChatEvent> events)
    {
        if (arguments.Length > 0)
        {
            call.HasArguments = true;
            call.Follow(arguments);
            events.Add(new ChatEvent.ToolCallDelta(choice, call.HubIndex, arguments));
        }
    }

    private static string Arguments(JsonElement body, string name)
    {
        if (!body.TryGet(name, out var value))
        {
            return "";
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString()! : Encoding.UTF8.GetString(JsonText.Write(value.WriteTo));
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private sealed class Call(long? key)
    {
        private JsonExtent _extent;

        /// <summary>How far the arguments have come. The free text of a custom tool has no bracket.</summary>
        public JsonExtent Extent => _extent;

        public long? Key { get; } = key;

        public int HubIndex { get; set; } = -1;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public bool IsCustom { get; set; }

        public string? Signature { get; set; }

        public bool HasArguments { get; set; }

        public StringBuilder Held { get; } = new();

        public void Follow(string arguments)
        {
            foreach (var unit in arguments)
            {
                _extent.Take(unit);
            }
        }
    }
}
