using AiGateway.Exchanges;

namespace AiGateway.Failover;

/// <summary>Judges an attempt: a pure function of what was observed.</summary>
internal static class VerdictClassifier
{
    /// <summary>Judges what became of an attempt.</summary>
    /// <param name="attempt">What was observed.</param>
    public static AttemptVerdict Judge(AttemptOutcome attempt)
    {
        if (attempt.CallerLeft)
        {
            return new AttemptVerdict.Fatal(null);
        }

        if (attempt.TotalTimeout is { } total)
        {
            return new AttemptVerdict.Fatal(GatewayErrors.TotalTimedOut(total));
        }

        var failure = attempt.Failure
            ?? FromTimer(attempt)
            ?? (attempt.TransportFailed ? new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.Reset(attempt.Provider)) : null);
        if (failure is null)
        {
            return AttemptVerdict.Committed.Instance;
        }

        var isHandedBack = failure.Class == FailureClass.CallersFault || (failure.Class == FailureClass.PolicyRefusal && !attempt.HasPolicyFallback);
        return attempt.IsCommitted || isHandedBack
            ? new AttemptVerdict.Fatal(failure.Error) { Failure = failure }
            : new AttemptVerdict.Retry(failure);
    }

    private static AttemptFailure? FromTimer(AttemptOutcome attempt) => attempt.Timer switch
    {
        AttemptTimer.FirstToken => new AttemptFailure(FailureClass.TimedOut, GatewayErrors.FirstTokenTimedOut(attempt.Provider, attempt.Timeouts.FirstToken)),
        AttemptTimer.Throughput => new AttemptFailure(FailureClass.TimedOut, GatewayErrors.TooSlow(attempt.Provider, attempt.Timeouts.MinBytesPerSecond)),
        AttemptTimer.Answer => new AttemptFailure(FailureClass.TimedOut, GatewayErrors.AnswerTimedOut(attempt.Provider, attempt.Timeouts.Answer!.Value)),
        AttemptTimer.Idle => new AttemptFailure(FailureClass.TimedOut, GatewayErrors.IdleTimedOut(attempt.Provider, attempt.Timeouts.Idle)),
        _ => null,
    };
}
