using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Failover;
using AiGateway.Protocol.Chat;

namespace AiGateway.Tests.Failover;

/// <summary>What each observation of an ended attempt comes to.</summary>
public class VerdictClassifierTests
{
    private static readonly TimeoutOptions Timeouts = new() { FirstToken = TimeSpan.FromSeconds(2), Idle = TimeSpan.FromSeconds(3) };

    private static readonly AttemptOutcome Quiet = new() { Provider = "p", Timeouts = Timeouts };

    [Fact]
    public void Nothing_wrong_is_an_answer() => VerdictClassifier.Judge(Quiet).ShouldBe(AttemptVerdict.Committed.Instance);

    [Fact]
    public void A_caller_that_left_outweighs_all_else()
    {
        foreach (var outcome in new[]
        {
            Quiet,
            Quiet with { TotalTimeout = TimeSpan.FromSeconds(1) },
            Quiet with { Failure = Failure(FailureClass.ServerTransient) },
            Quiet with { Timer = AttemptTimer.Idle, TransportFailed = true, IsCommitted = true },
        })
        {
            VerdictClassifier.Judge(outcome with { CallerLeft = true }).ShouldBe(new AttemptVerdict.Fatal(null));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_total_time_ends_it_for_good(bool committed)
    {
        var verdict = VerdictClassifier.Judge(Quiet with
        {
            TotalTimeout = TimeSpan.FromSeconds(5),
            Failure = Failure(FailureClass.ServerTransient),
            Timer = AttemptTimer.FirstToken,
            IsCommitted = committed,
        });

        verdict.ShouldBeOfType<AttemptVerdict.Fatal>().Error!.Code.ShouldBe("timeout_total");
    }

    [Theory]
    [InlineData("KeyPermanent", true)]
    [InlineData("KeyTransient", true)]
    [InlineData("ServerTransient", true)]
    [InlineData("Unreachable", true)]
    [InlineData("TimedOut", true)]
    [InlineData("Untranslatable", true)]
    [InlineData("TooLong", true)]
    [InlineData("Resting", true)]
    [InlineData("Lost", true)]
    [InlineData("PolicyRefusal", false)]
    [InlineData("CallersFault", false)]
    public void Each_class_is_retried_until_the_commit_alone(string name, bool retried)
    {
        var failure = Failure(Enum.Parse<FailureClass>(name)) with { RetryAfter = TimeSpan.FromSeconds(7) };

        var before = VerdictClassifier.Judge(Quiet with { Failure = failure });
        var after = VerdictClassifier.Judge(Quiet with { Failure = failure, IsCommitted = true });

        if (retried)
        {
            before.ShouldBe(new AttemptVerdict.Retry(failure));
        }
        else
        {
            before.ShouldBe(new AttemptVerdict.Fatal(failure.Error) { Failure = failure });
        }

        after.ShouldBe(new AttemptVerdict.Fatal(failure.Error) { Failure = failure });
    }

    [Fact]
    public void Every_class_of_failure_is_in_the_table() => Enum.GetValues<FailureClass>().Length.ShouldBe(11);

    [Theory]
    [InlineData("FirstToken", "timeout_first_token")]
    [InlineData("Idle", "timeout_idle")]
    public void A_timer_names_itself(string timer, string code)
    {
        var verdict = VerdictClassifier.Judge(Quiet with { Timer = Enum.Parse<AttemptTimer>(timer), TransportFailed = true });

        var failure = verdict.ShouldBeOfType<AttemptVerdict.Retry>().Failure;
        failure.Class.ShouldBe(FailureClass.TimedOut);
        failure.Error.Code.ShouldBe(code);
        failure.Error.Status.ShouldBe(504);
    }

    [Fact]
    public void What_was_found_wrong_outweighs_the_timer_and_the_connection()
    {
        var failure = Failure(FailureClass.ServerTransient);

        VerdictClassifier.Judge(Quiet with { Failure = failure, Timer = AttemptTimer.Idle, TransportFailed = true }).ShouldBe(new AttemptVerdict.Retry(failure));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_broken_connection_alone_is_a_reset(bool committed)
    {
        var verdict = VerdictClassifier.Judge(Quiet with { TransportFailed = true, IsCommitted = committed });

        (verdict switch
        {
            AttemptVerdict.Retry retry when !committed => retry.Failure.Error,
            AttemptVerdict.Fatal fatal when committed => fatal.Error,
            _ => null,
        })?.Code.ShouldBe("upstream_reset");
        verdict.ShouldNotBe(AttemptVerdict.Committed.Instance);
    }

    private static AttemptFailure Failure(FailureClass failureClass) => new(failureClass, new GatewayError(500, "server_error", "It broke."));
}
