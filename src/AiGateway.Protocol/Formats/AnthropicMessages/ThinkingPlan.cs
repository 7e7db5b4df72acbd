using System.Collections.Frozen;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>What to say about thinking, and the limit of tokens that goes with it.</summary>
/// <param name="Type"><c>thinking.type</c>; null to say nothing.</param>
/// <param name="Budget"><c>thinking.budget_tokens</c>.</param>
/// <param name="Effort"><c>output_config.effort</c>.</param>
/// <param name="Display"><c>thinking.display</c>.</param>
/// <param name="MaxTokens"><c>max_tokens</c>.</param>
internal sealed record ThinkingPlan(string? Type, long? Budget, string? Effort, string? Display, long MaxTokens)
{
    private const string On = "enabled";
    private const string Adaptive = "adaptive";
    private const long MinBudget = 1024;

    // Budgets for the older models, by effort. Policy: peers use 1024, 2048 and 4096; the two above go on doubling.
    private static readonly FrozenDictionary<string, long> Budgets = new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["minimal"] = 1024,
        ["low"] = 1024,
        ["medium"] = 2048,
        ["high"] = 4096,
        ["xhigh"] = 8192,
        ["max"] = 16_384,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True where the request turns thinking on.</summary>
    public bool IsOn => Type is On or Adaptive;

    /// <summary>True for thinking by budget, which bears no forced tool and no change of sampling.</summary>
    public bool IsBudgeted => Type == On;

    /// <summary>Settles what the caller asked for with what the model can do; what it cannot is reported as <c>reasoning_effort</c>.</summary>
    public static ThinkingPlan For(ChatRequest request, ModelRules rules, LossReport losses)
    {
        var limit = request.MaxTokens ?? rules.DefaultMaxTokens;
        if (rules.MaxOutput is { } most)
        {
            limit = Math.Min(limit, most);
        }

        var silent = new ThinkingPlan(null, null, null, null, limit);
        if (request.Reasoning is not { } wish)
        {
            return silent;
        }

        var plan = IsOff(wish) ? TurnedOff(silent, rules, losses) : TurnedOn(silent, wish, request, rules, losses);
        return plan.WithDisplay(wish, rules, losses);
    }

    private static bool IsOff(ReasoningOptions wish) => wish.Effort == "none" || (wish.Effort is null && wish.BudgetTokens == 0);

    private static ThinkingPlan TurnedOff(ThinkingPlan silent, ModelRules rules, LossReport losses)
    {
        if (rules.Thinking != ThinkingStyle.Adaptive)
        {
            return silent;
        }

        switch (rules.Off)
        {
            case ThinkingOff.Disabled:
                return silent with { Type = "disabled" };
            case ThinkingOff.BetweenTools:
                return silent with { Type = "between_tools" };
            case ThinkingOff.Never:
                losses.Drop("reasoning_effort");
                return silent with { Effort = "low" };
            default:
                return silent;
        }
    }

    private static ThinkingPlan TurnedOn(ThinkingPlan silent, ReasoningOptions wish, ChatRequest request, ModelRules rules, LossReport losses)
    {
        if (wish.Effort is null && wish.BudgetTokens is null)
        {
            return silent;
        }

        if (rules.Thinking == ThinkingStyle.None || (wish.Effort is { } effort && !Budgets.ContainsKey(effort)))
        {
            losses.Drop("reasoning_effort");
            return silent;
        }

        if (rules.Thinking == ThinkingStyle.Adaptive)
        {
            return silent with { Type = Adaptive, Effort = EffortFor(wish, rules) };
        }

        if (LacksSignedBlocks(request))
        {
            losses.Drop("reasoning_effort");
            return silent;
        }

        return silent.WithBudget(wish, rules);
    }

    private static string? EffortFor(ReasoningOptions wish, ModelRules rules) => wish.Effort switch
    {
        "minimal" => "low",
        "xhigh" when !rules.HasXHigh => "high",
        { } effort => effort,
        null => wish.BudgetTokens switch
        {
            null or < 0 => null,
            <= 2048 => "low",
            <= 8192 => "medium",
            _ => "high",
        },
    };

    /// <summary>
    /// True in the middle of a tool loop whose assistant turn holds no signed block. With a budget the API demands them; adaptive models
    /// do not (Anthropic's adaptive-thinking page, 2026). A turn thinks once at its start, so one block anywhere in it is enough.
    /// </summary>
    private static bool LacksSignedBlocks(ChatRequest request)
    {
        var isInLoop = false;
        foreach (var message in request.Messages.Reverse())
        {
            if (message.Role == ChatRole.Assistant)
            {
                if (message.Parts.Any(static part => part is ChatPart.RedactedThinking or ChatPart.Thinking { Signature.Length: > 0 }))
                {
                    return false;
                }

                if (!isInLoop && !message.ToolCalls.Any())
                {
                    // The last thing the assistant said was no call.
                    return false;
                }

                isInLoop = true;
            }
            else if (message.Role == ChatRole.User && isInLoop)
            {
                return true;
            }
        }

        return isInLoop;
    }

    /// <summary>The budget must be below the limit, which counts thinking too: where there is no room the limit grows by the budget.</summary>
    private ThinkingPlan WithBudget(ReasoningOptions wish, ModelRules rules)
    {
        var budget = Math.Max(MinBudget, wish.BudgetTokens is > 0 and var tokens ? tokens : Budgets[wish.Effort ?? "high"]);
        var limit = MaxTokens > budget ? MaxTokens : MaxTokens + budget;
        if (rules.MaxOutput is { } most && limit > most)
        {
            limit = most;
            budget = Math.Max(MinBudget, Math.Min(budget, most - Math.Min(MaxTokens, most - MinBudget)));
        }

        return this with { Type = On, Budget = budget, MaxTokens = limit };
    }

    private ThinkingPlan WithDisplay(ReasoningOptions wish, ModelRules rules, LossReport losses)
    {
        if (wish.IncludeThoughts is not { } include)
        {
            return this;
        }

        if (!IsOn && !rules.ThinksUnasked)
        {
            if (include && !IsOff(wish))
            {
                losses.Drop("include_thoughts");
            }

            return this;
        }

        return Type is null or On or Adaptive ? this with { Type = Type ?? Adaptive, Display = include ? "summarized" : "omitted" } : this;
    }
}
