namespace AiGateway.Protocol.Tests.Golden;

/// <summary>The golden tree itself: nothing in it is left over, and nothing that must be in it is missing.</summary>
public class GoldenTreeTests
{
    private static readonly string[] Kinds = ["request", "answer", "stream", "error"];

    /// <summary>What every format must show, and the cases that show it.</summary>
    private static readonly (string Item, string[] Cases)[] Items =
    [
        ("thinking",
        [
            "OpenAIChat/request/thinking-history", "OpenAIChat/answer/thinking", "OpenAIChat/stream/thinking",
            "AnthropicMessages/request/thinking-budget-tool-loop", "AnthropicMessages/answer/thinking", "AnthropicMessages/stream/thinking",
            "Gemini/request/thoughts-in-history", "Gemini/answer/thinking", "Gemini/stream/thinking",
        ]),
        ("parallel tools",
        [
            "OpenAIChat/request/tool-loop", "OpenAIChat/answer/parallel-tools", "OpenAIChat/stream/parallel-tools", "OpenAIChat/stream/interleaved-tools",
            "AnthropicMessages/request/tool-loop", "AnthropicMessages/answer/parallel-tools", "AnthropicMessages/stream/parallel-tools",
            "Gemini/request/tools-parallel-ids", "Gemini/answer/tools-parallel", "Gemini/stream/tools-parallel",
        ]),
        ("empty tool arguments",
        [
            "OpenAIChat/request/calls-without-results", "OpenAIChat/answer/forced-call-stop", "OpenAIChat/stream/parallel-tools",
            "AnthropicMessages/request/calls-without-results", "AnthropicMessages/answer/parallel-tools", "AnthropicMessages/stream/parallel-tools",
            "Gemini/request/calls-without-results", "Gemini/answer/tool-without-arguments", "Gemini/stream/tool-without-arguments",
        ]),
        ("several content blocks",
        [
            "OpenAIChat/request/all-fields", "OpenAIChat/answer/mistral-thinking", "OpenAIChat/stream/openrouter",
            "AnthropicMessages/request/system-blocks-and-cache", "AnthropicMessages/answer/cached", "AnthropicMessages/stream/cached",
            "Gemini/request/conversation-turns", "Gemini/answer/thinking-with-tools", "Gemini/stream/thinking-with-tools",
        ]),
        ("cached tokens",
        [
            "OpenAIChat/request/cache-control", "OpenAIChat/answer/plain", "OpenAIChat/stream/plain",
            "AnthropicMessages/request/system-blocks-and-cache", "AnthropicMessages/answer/cached", "AnthropicMessages/stream/cached",
            "Gemini/request/extensions", "Gemini/answer/usage-all-buckets", "Gemini/stream/usage-all-buckets",
        ]),
        ("refusals",
        [
            "OpenAIChat/request/refusal-and-audio-history", "OpenAIChat/answer/refusal", "OpenAIChat/stream/refusal",
            "AnthropicMessages/answer/refusal", "AnthropicMessages/stream/refusal", "AnthropicMessages/stream/refusal-midway",
            "Gemini/answer/safety-mid-answer", "Gemini/stream/safety-mid-answer",
        ]),
        ("prompt blocked",
        [
            "OpenAIChat/answer/azure-filtered", "OpenAIChat/stream/azure-cut-by-filter", "OpenAIChat/error/azure-400-filter",
            "AnthropicMessages/answer/refusal", "AnthropicMessages/stream/refusal",
            "Gemini/answer/prompt-blocked", "Gemini/stream/prompt-blocked",
        ]),
        ("error inside a 200",
        [
            "OpenAIChat/answer/error-in-200-openrouter", "OpenAIChat/answer/error-in-200-xai", "OpenAIChat/stream/groq-error", "OpenAIChat/stream/error-first",
            "AnthropicMessages/answer/error-inside-200", "AnthropicMessages/stream/error-midway", "AnthropicMessages/stream/error-first",
            "Gemini/answer/error-in-200", "Gemini/stream/error-mid-stream", "Gemini/stream/error-first",
        ]),
        ("unknown events and fields",
        [
            "OpenAIChat/request/unknown-fields", "OpenAIChat/answer/unknown-fields", "OpenAIChat/stream/unknown-fields",
            "AnthropicMessages/request/unknown-fields", "AnthropicMessages/answer/unknown-fields", "AnthropicMessages/stream/unknown-fields",
            "Gemini/request/unknown-fields", "Gemini/answer/unknown-fields", "Gemini/stream/unknown-fields",
        ]),
    ];

    private static List<GoldenCase> Cases => [.. Kinds.SelectMany(GoldenCase.All)];

    [Fact]
    public void Goldens_have_no_orphans()
    {
        var expected = Cases
            .SelectMany(static golden => TestFormats.Names.Select(target => golden.ExpectedPath(target, golden.Kind == "stream" ? "sse" : "json")))
            .ToHashSet(StringComparer.Ordinal);
        var found = Kinds
            .SelectMany(static kind => Directory.GetDirectories(GoldenCase.Root).Select(format => Path.Combine(format, kind)))
            .Where(Directory.Exists)
            .SelectMany(Directory.GetFiles)
            .Where(static file => Path.GetFileName(file).Contains(".to-", StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);

        found.Except(expected).ShouldBeEmpty("expected files without an input or a target");
        expected.Except(found).ShouldBeEmpty("translations that nobody has looked at");
    }

    [Fact]
    public void Every_folder_is_a_format_and_holds_known_kinds_only()
    {
        Directory.GetDirectories(GoldenCase.Root).Select(Path.GetFileName).ShouldBe(TestFormats.Names, ignoreOrder: true);
        Directory.GetDirectories(GoldenCase.Root).SelectMany(Directory.GetDirectories).Select(Path.GetFileName).Distinct().Except(Kinds).ShouldBeEmpty();
    }

    [Fact]
    public void Every_item_is_shown_in_every_format()
    {
        var names = Cases.Select(static golden => $"{golden.Format}/{golden.Kind}/{golden.Name}").ToHashSet(StringComparer.Ordinal);
        foreach (var (item, cases) in Items)
        {
            cases.Except(names).ShouldBeEmpty(item);
            cases.Select(static name => name[..name.IndexOf('/', StringComparison.Ordinal)]).Distinct().ShouldBe(TestFormats.Names, ignoreOrder: true, item);
        }
    }
}
