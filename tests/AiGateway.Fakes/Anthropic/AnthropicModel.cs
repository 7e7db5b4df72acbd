using System.Text.RegularExpressions;

namespace AiGateway.Fakes.Anthropic;

/// <summary>What differs between Claude models, read from the name.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Version">Its version: 4.5 is 45.</param>
/// <param name="IsOpus">Whether it is an Opus.</param>
internal sealed partial record AnthropicModel(string Name, int Version, bool IsOpus)
{
    /// <summary>Whether <c>thinking: adaptive</c> is understood.</summary>
    public bool Adaptive => Version >= 46;

    /// <summary>Whether <c>thinking: enabled</c> with a budget is still understood.</summary>
    public bool Budgeted => Version <= 46;

    /// <summary>Whether only the default sampling settings are accepted.</summary>
    public bool FixedSampling => Version >= 47;

    /// <summary>Whether <c>output_config.effort</c> is understood.</summary>
    public bool Effort => Version >= 46 || IsOpus;

    /// <summary>Whether a conversation may end with the beginning of the answer.</summary>
    public bool Prefill => !(IsOpus && Version >= 46);

    public int MaxOutput => Version >= 46 ? 128_000 : 64_000;

    public static AnthropicModel Of(string name)
    {
        var match = Names().Match(name);
        if (!match.Success)
        {
            return new AnthropicModel(name, 45, false);
        }

        var minor = match.Groups[3].Success ? match.Groups[3].Value[0] - '0' : 0;
        return new AnthropicModel(name, ((match.Groups[2].Value[0] - '0') * 10) + minor, match.Groups[1].Value == "opus");
    }

    [GeneratedRegex("^claude-([a-z]+)-([0-9])(?:-([0-9]))?(?:-|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
