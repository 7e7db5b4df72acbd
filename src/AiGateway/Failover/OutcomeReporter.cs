using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Health;

namespace AiGateway.Failover;

/// <summary>Tells what became of an attempt to all who keep account of targets and keys. A caller's leaving tells nothing of a provider.</summary>
internal sealed partial class OutcomeReporter(TargetHealth targets, KeyHealth keys, TargetStats stats, TimeProvider time, ILogger<OutcomeReporter> logger)
{
    /// <summary>Reports an attempt that has ended.</summary>
    public void Report(Attempt attempt, AttemptVerdict verdict)
    {
        var failure = verdict switch
        {
            AttemptVerdict.Retry retry => retry.Failure,
            AttemptVerdict.Fatal fatal => fatal.Failure,
            _ => null,
        };
        attempt.Outcome = verdict switch
        {
            AttemptVerdict.Committed => "ok",
            AttemptVerdict.Fatal { Error: null } => GatewayErrors.CallerLeft.Code!,
            _ => failure?.Error.Code ?? failure?.Error.Type ?? "timeout_total",
        };
        if (attempt.Claim is not { } claim)
        {
            return;
        }

        stats.Ended(claim.Provider, claim.Model);
        if (attempt.HasEndedRest)
        {
            LogRecovered(claim.Provider, claim.Model);
        }

        var rules = attempt.Exchange.Config.Options.Cooldown;
        switch (Meaning(attempt, verdict, failure))
        {
            case Sign.Life:
                NoteSuccess(attempt, claim, isAnswer: verdict is AttemptVerdict.Committed);
                break;
            case Sign.Failure:
                var isWhole = failure is { Class: FailureClass.Unreachable } or { Error.Code: "timeout_connect" } && !IsMock(attempt, claim);
                if (targets.Failed(claim, isWhole, rules))
                {
                    LogRests(claim.Provider, isWhole ? "*" : claim.Model, attempt.Outcome);
                }

                break;
            case Sign.KeyRefused:
                targets.Release(claim);
                keys.Refused(claim.Provider, attempt.KeyId ?? "", rules);
                LogKeyRefused(claim.Provider, attempt.KeyId ?? "", attempt.UpstreamStatus);
                break;
            case Sign.KeyLimited:
                targets.Release(claim);
                keys.Limited(claim.Provider, claim.Model, attempt.KeyId ?? "", failure!.RetryAfter, rules);
                break;
            default:
                targets.Release(claim);
                break;
        }
    }

    /// <summary>Gives back what an attempt has claimed that the gateway itself failed to run.</summary>
    public void Abandon(Attempt attempt)
    {
        if (attempt.Claim is { } claim)
        {
            stats.Ended(claim.Provider, claim.Model);
            targets.Release(claim);
        }
    }

    private static Sign Meaning(Attempt attempt, AttemptVerdict verdict, AttemptFailure? failure) => verdict switch
    {
        AttemptVerdict.Committed => Sign.Life,
        AttemptVerdict.Fatal { Error: null } => Sign.None,
        _ => failure?.Class switch
        {
            FailureClass.ServerTransient or FailureClass.Unreachable or FailureClass.TimedOut => Sign.Failure,
            FailureClass.KeyPermanent => Sign.KeyRefused,
            FailureClass.KeyTransient => Sign.KeyLimited,
            FailureClass.CallersFault or FailureClass.TooLong or FailureClass.PolicyRefusal => Sign.Life,
            // The total time ran out: a fault of the target's only where the configuration, and not the caller, set it.
            null => attempt.Exchange.TimeoutAsked is null ? Sign.Failure : Sign.None,
            _ => Sign.None,
        },
    };

    /// <summary>Each of the mock's models plays a provider of its own.</summary>
    private static bool IsMock(Attempt attempt, in TargetClaim claim) =>
        attempt.Exchange.Config.Options.Providers.TryGetValue(claim.Provider, out var provider) && provider.Type == ProviderType.Mock;

    private void NoteSuccess(Attempt attempt, in TargetClaim claim, bool isAnswer)
    {
        if (targets.Succeeded(claim))
        {
            LogRecovered(claim.Provider, claim.Model);
        }

        if (attempt.KeyId is { } key)
        {
            keys.Worked(claim.Provider, claim.Model, key);
        }

        if (!isAnswer)
        {
            return;
        }

        if (attempt.Exchange.Stream && attempt.ContentAt != 0)
        {
            stats.FirstToken(claim.Provider, claim.Model, time.GetElapsedTime(attempt.SentAt, attempt.ContentAt));
        }
        else if (!attempt.Exchange.Stream)
        {
            stats.Answered(claim.Provider, claim.Model, time.GetElapsedTime(attempt.SentAt, attempt.EndedAt));
        }

        if (attempt.Usage is { CompletionTotal: > 0 } usage)
        {
            stats.OutputTokens(claim.Provider, claim.Model, usage.CompletionTotal);
        }
    }

    private enum Sign
    {
        None,
        Life,
        Failure,
        KeyRefused,
        KeyLimited,
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The target {Provider}/{Model} rests: {Reason}")]
    private partial void LogRests(string provider, string model, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "The target {Provider}/{Model} answers again")]
    private partial void LogRecovered(string provider, string model);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The provider {Provider} refused the key {KeyId} with {Status}; the key rests")]
    private partial void LogKeyRefused(string provider, string keyId, int status);
}
