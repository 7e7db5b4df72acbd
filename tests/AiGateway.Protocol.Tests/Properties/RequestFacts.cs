using System.Globalization;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Tests.Properties;

/// <summary>One thing that a request says, so that two requests can be compared point by point.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Value">What is said; <c>-</c> where it is what a provider would do unasked.</param>
/// <param name="Losses">The names under which its loss may be reported; one that ends with a dot stands for all that begin so.</param>
internal sealed record RequestFact(string Name, string Value, params string[] Losses)
{
    public const string Unsaid = "-";

    private static readonly string[] CacheLosses = ["cache_control", "cache_control.ttl", "messages.content.cache_control", "tools.cache_control"];

    /// <summary>All that a request says. What formats spell differently but mean alike has one spelling here.</summary>
    public static List<RequestFact> Of(ChatRequest request)
    {
        var parts = request.Messages.SelectMany(static message => message.Parts).ToList();
        return
        [
            new("system", string.Concat(request.Messages.Where(IsSystem).SelectMany(static message => message.Parts).OfType<ChatPart.Text>().Select(static text => text.Value))),
            new("talk", Talk(request.Messages)),
            new("thoughts", Join(parts.OfType<ChatPart.Thinking>().Select(static part => part.Value)), "messages.reasoning_content"),
            new("thoughts' signatures", Join(parts.OfType<ChatPart.Thinking>().Select(static part => part.Signature)), "messages.thinking_blocks", "messages.thinking_blocks.", "messages.reasoning_content"),
            new("hidden thoughts", Join(parts.OfType<ChatPart.RedactedThinking>().Select(static part => part.Data)), "messages.thinking_blocks"),
            new("text's signatures", Join(parts.OfType<ChatPart.Text>().Select(static part => part.Signature)), "messages.extra_content"),

            // Gemini demands one, and of a call that it never made it takes this one.
            new("calls' signatures", Join(parts.OfType<ChatPart.ToolCall>().Select(static part => part.Signature == "skip_thought_signature_validator" ? null : part.Signature)), "messages.extra_content"),
            new("names", Join(request.Messages.Where(static message => message.Role == ChatRole.User).Select(static message => message.Name)), "messages.name"),

            // Later rules move to the front where there is one place for all, and their hints with them.
            new("hints on parts", Join(parts.Select(static part => part.Cache is { } hint ? hint.Ttl ?? "default" : null).Order(StringComparer.Ordinal)), CacheLosses),
            new("hints on tools", Join(request.Tools.Select(static tool => tool.Cache is { } hint ? hint.Ttl ?? "default" : null)), CacheLosses),
            new("detail", Join(parts.OfType<ChatPart.Image>().Select(static part => part.Detail is "auto" ? null : part.Detail)), "messages.content.image_url.detail"),

            // OpenAI demands a name, and gets this one.
            new("file names", Join(parts.OfType<ChatPart.File>().Select(static part => part.Name == "document.pdf" ? null : part.Name)), "messages.content.file.filename"),
            new("tools", Join(request.Tools.Select(static tool => $"{tool.Name}: {tool.Description} {Schema(tool.Parameters)}")), "tools.function.parameters."),
            new("strict tools", Join(request.Tools.Select(static tool => tool.Strict is true ? tool.Name : null)), "tools.function.strict"),
            new("tool choice", request.ToolChoice is null or { Mode: ToolChoiceMode.Auto } ? Unsaid : $"{request.ToolChoice.Mode} {Join(request.ToolChoice.Names)}", "tool_choice"),
            new("parallel calls", request.ParallelToolCalls is false ? "false" : Unsaid, "parallel_tool_calls"),
            new("max tokens", Text(request.MaxTokens)),
            new("temperature", Text(request.Temperature, 1), "temperature"),
            new("top_p", Text(request.TopP, 1), "top_p"),
            new("top_k", Text(request.TopK), "top_k"),
            new("stop", Join(request.Stop), "stop"),
            new("seed", Text(request.Seed), "seed"),
            new("frequency penalty", Text(request.FrequencyPenalty, 0), "frequency_penalty"),
            new("presence penalty", Text(request.PresencePenalty, 0), "presence_penalty"),
            new("n", Text(request.Candidates, 1), "n"),
            new("logprobs", request.Logprobs is true ? "true" : Unsaid, "logprobs"),
            new("top logprobs", Text(request.TopLogprobs, 0), "top_logprobs"),
            new("format", request.ResponseFormat is null or { Kind: ResponseFormatKind.Text } ? Unsaid : $"{request.ResponseFormat.Kind} {Schema(request.ResponseFormat.Schema)}", "response_format", "response_format."),
            new("reasoning", Thinks(request) ? "on" : Unsaid, "reasoning_effort"),
            new("end user", request.EndUser ?? Unsaid, "user", "safety_identifier"),
            new("metadata", Join(request.Metadata?.Select(static pair => $"{pair.Key}={pair.Value}") ?? []), "metadata"),
            new("service tier", request.ServiceTier is null or "auto" ? Unsaid : request.ServiceTier, "service_tier"),
            new("stream", request.Stream ? "true" : Unsaid),
            new("extensions", Join(request.Extensions.Keys.Where(static name => name == "vendor_field")), "vendor_field"),
        ];
    }

    /// <summary>Whether a report names this.</summary>
    public bool IsReported(IReadOnlyList<string> dropped) =>
        Losses.Any(loss => loss.EndsWith('.') ? dropped.Any(name => name.StartsWith(loss, StringComparison.Ordinal)) : dropped.Contains(loss, StringComparer.Ordinal));

    private static bool Thinks(ChatRequest request) => request.Reasoning is { } reasoning
        && (reasoning.Effort is not (null or "none") || reasoning.BudgetTokens is not (null or 0));

    private static bool IsSystem(ChatMessage message) => message.Role is ChatRole.System or ChatRole.Developer;

    /// <summary>Who said, called, showed and answered what, in order; neighbouring texts of one side are one text, and a refusal is what its words say.</summary>
    private static string Talk(IEnumerable<ChatMessage> messages)
    {
        var talk = new StringBuilder();
        var last = "";
        foreach (var message in messages.Where(static message => !IsSystem(message)))
        {
            if (message.Role == ChatRole.Tool)
            {
                talk.Append(CultureInfo.InvariantCulture, $"\nresult {message.ToolCallId}{(message.IsError ? " failed" : "")}: {message.Text}");
                last = "";
                continue;
            }

            foreach (var part in message.Parts)
            {
                var (kind, value) = part switch
                {
                    ChatPart.Text text => ("says", text.Value),
                    ChatPart.Refusal refusal => ("says", refusal.Value),
                    ChatPart.Image image => ("shows", image.Source.ToUrl()),
                    ChatPart.File file => ("hands", file.Source.ToUrl()),
                    ChatPart.Audio audio => ("plays", $"{audio.Format} {audio.Data}"),
                    ChatPart.ToolCall call => ("calls", $"{call.Id} {call.Name} {call.Arguments}"),
                    _ => ("", null),
                };
                if (string.IsNullOrEmpty(value))
                {
                    continue;
                }

                var head = $"\n{message.Role} {kind}: ";
                talk.Append(kind == "says" && head == last ? "" : head).Append(value);
                last = head;
            }
        }

        return talk.ToString();
    }

    private static string Join(IEnumerable<string?> values) => string.Join(" | ", values.Where(static value => !string.IsNullOrEmpty(value))) is { Length: > 0 } joined ? joined : Unsaid;

    private static string Text(double? value, double? unasked = null) => value is null || value == unasked ? Unsaid : value.Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A schema; that of a function without parameters is spelt in several ways.</summary>
    private static string Schema(JsonElement? schema) =>
        schema is { } given && given.TryGetProperty("properties", out var properties) && properties.EnumerateObject().Any() ? given.GetRawText().Replace(" ", "", StringComparison.Ordinal) : Unsaid;
}
