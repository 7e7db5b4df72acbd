using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Follows <c>usageMetadata</c> through a stream: each field's last value holds.</summary>
internal sealed class UsageReader
{
    private long _prompt;
    private long _toolUse;
    private long _cached;
    private long? _candidates;
    private long _thoughts;
    private long _total;
    private long _audioPrompt;
    private long _audioCached;
    private long _audioOutput;
    private bool _isSuspect;
    private TokenUsage? _last;

    /// <summary>Takes a chunk's counts.</summary>
    /// <returns>The usage where it has changed, null where it has not.</returns>
    public TokenUsage? Read(JsonElement usage)
    {
        _isSuspect |= usage.HasSuspectCount();
        Take(usage, "promptTokenCount", ref _prompt);
        Take(usage, "toolUsePromptTokenCount", ref _toolUse);
        Take(usage, "cachedContentTokenCount", ref _cached);
        Take(usage, "thoughtsTokenCount", ref _thoughts);
        Take(usage, "totalTokenCount", ref _total);
        _candidates = usage.CountOrNull("candidatesTokenCount") ?? _candidates;
        _audioPrompt = Audio(usage, "promptTokensDetails") is { } audio ? audio + (Audio(usage, "toolUsePromptTokensDetails") ?? 0) : _audioPrompt;
        _audioCached = Audio(usage, "cacheTokensDetails") ?? _audioCached;
        _audioOutput = Audio(usage, "candidatesTokensDetails") ?? _audioOutput;
        var next = Current();
        if (next == _last)
        {
            return null;
        }

        _last = next;
        return next;
    }

    private TokenUsage Current()
    {
        var prompt = _prompt + _toolUse;
        var cached = Math.Min(_cached, prompt);

        // The prompt's audio counts include those read from the cache, which have a bucket of their own.
        var audioInput = Math.Clamp(_audioPrompt - _audioCached, 0, prompt - cached);

        // Some models leave the candidates' count out and still sum it up.
        var candidates = Math.Max(0, _candidates ?? _total - prompt - _thoughts);
        var audioOutput = Math.Min(_audioOutput, candidates);
        return new TokenUsage
        {
            Input = prompt - cached - audioInput,
            CacheRead = cached,
            AudioInput = audioInput,
            Output = candidates - audioOutput,
            AudioOutput = audioOutput,
            Reasoning = _thoughts,
            IsSuspect = _isSuspect,
        };
    }

    private static void Take(JsonElement usage, string name, ref long value)
    {
        if (usage.CountOrNull(name) is { } count)
        {
            value = count;
        }
    }

    private static long? Audio(JsonElement usage, string name)
    {
        if (!usage.TryGet(name, out var details) || details.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        long sum = 0;
        foreach (var detail in details.EnumerateArray())
        {
            if (detail.TryGet("modality", out var modality) && modality.ValueKind == JsonValueKind.String && modality.ValueEquals("AUDIO"))
            {
                sum += detail.CountOrZero("tokenCount");
            }
        }

        return sum;
    }
}
