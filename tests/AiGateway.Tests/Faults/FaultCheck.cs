using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Tests.Failover;

namespace AiGateway.Tests.Faults;

/// <summary>Holds what came of a case against its cell of the table.</summary>
internal sealed partial class FaultCheck(FaultCase each, SpokenAnswer answer)
{
    private readonly ExpectedOutcome _expected = each.Expected;
    private readonly string _told = $"{each}\n{answer.Status} {string.Join(", ", answer.Headers.Select(header => $"{header.Key}: {header.Value}"))}\n{answer.Body}\n{answer.LogLine}";

    private bool Rescued => _expected.Kind == OutcomeKind.Rescued;

    /// <summary>What the caller got.</summary>
    public void Outcome()
    {
        answer.Status.ShouldBe(_expected.Status, _told);
        switch (_expected.Kind)
        {
            case OutcomeKind.Event:
                Broken();
                break;
            case OutcomeKind.Error:
                Error();
                answer.Header("x-should-retry").ShouldBe("false", _told);
                break;
            case OutcomeKind.HandedBack:
                Error();
                string[] words = [FaultAnswers.Words, .. FaultAnswers.InBandWords];
                words.ShouldContain(text => answer.Body.Contains(text, StringComparison.Ordinal), _told);
                break;
            default:
                Clean();
                break;
        }
    }

    /// <summary>Who was called how often, and with what.</summary>
    public void Calls()
    {
        if (each.Fault.Place == UpstreamPlace.Fake)
        {
            answer.PrimaryCalls.ShouldBe(each.Row.Calls, _told);
        }

        answer.FallbackCalls.Count.ShouldBe(Rescued ? 1 : 0, _told);
        foreach (var call in answer.FallbackCalls)
        {
            // The caller's own request, in the other dialect: its one message, and nothing of an answer that was cut.
            var body = JsonElement.Parse(call);
            var messages = body.GetProperty(body.TryGetProperty("contents", out _) ? "contents" : "messages");
            messages.GetArrayLength().ShouldBe(1, call);
            messages[0].GetProperty("role").GetString().ShouldBe("user", call);
            call.ShouldNotContain("token0");
        }
    }

    /// <summary>What the caller was told about the attempts.</summary>
    public void Facts()
    {
        var late = each.Stream && answer.Status == 200
            ? StreamFacts.Of(answer.Body).Comments.SelectMany(comment => Fact().Matches(comment)).ToDictionary(fact => fact.Groups[1].Value, fact => fact.Groups[2].Value, StringComparer.Ordinal)
            : [];
        Said("x-aigateway-attempts").ShouldBe((each.Row.Calls + (Rescued ? 1 : 0)).ToString(CultureInfo.InvariantCulture), _told);
        Said("x-aigateway-provider").ShouldBe(Rescued ? each.Fallback : each.Primary, _told);
        Said("x-aigateway-model").ShouldBe(Rescued ? each.FallbackModel : Target.ModelOf(each.Dialect), _told);

        string? Said(string name) => late.GetValueOrDefault(name) ?? answer.Header(name);
    }

    /// <summary>What the operator was told.</summary>
    public void Log()
    {
        answer.LogLine.ShouldContain($" Attempts={each.Row.Calls + (Rescued ? 1 : 0)}", Case.Sensitive, _told);
        answer.LogLine.ShouldContain($" Provider={(Rescued ? each.Fallback : each.Primary)}", Case.Sensitive, _told);
        switch (_expected.Kind)
        {
            case OutcomeKind.Event or OutcomeKind.Error:
                answer.LogLine.ShouldContain($" Error={_expected.Code}", Case.Sensitive, _told);
                break;
            case OutcomeKind.HandedBack:
                answer.LogLine.ShouldContain(" Error=", Case.Sensitive, _told);
                break;
            default:
                answer.LogLine.ShouldNotContain(" Error=", Case.Sensitive, _told);
                break;
        }

        if (Rescued)
        {
            answer.LogLine.ShouldMatch($" Trail=({each.Primary}:{each.FailureCode ?? "[a-z_]+"},){{{each.Row.Calls}}}{each.Fallback}:ok ", _told);
        }

        if (each.Fault.Malformed > 0)
        {
            answer.LogLine.ShouldContain($" MalformedEvents={each.Fault.Malformed}", Case.Sensitive, _told);
        }
    }

    [GeneratedRegex("(x-aigateway-[a-z]+)=([^ ]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Fact();

    private void Clean()
    {
        var text = Rescued ? StreamText.Good : each.Fault.Text;
        var finish = Rescued ? "stop" : each.Fault.Finish;
        if (!each.Stream)
        {
            answer.MediaType.ShouldBe("application/json", _told);
            var choice = JsonElement.Parse(answer.Body).GetProperty("choices")[0];
            choice.GetProperty("message").GetProperty("content").GetString().ShouldBe(text, _told);
            choice.GetProperty("finish_reason").GetString().ShouldBe(finish, _told);
            return;
        }

        answer.MediaType.ShouldBe("text/event-stream", _told);
        var facts = StreamFacts.Of(answer.Body);
        facts.Text.ShouldBe(text, _told);
        facts.Finishes.ShouldBe([finish], _told);
        facts.Roles.ShouldBe(1, _told);
        facts.ToolPieces.ShouldBe(0, _told);
        facts.Terminators.ShouldBe(1, _told);
        facts.TerminatorIsLast.ShouldBeTrue(_told);
        facts.Errors.ShouldBeEmpty(_told);
    }

    private void Broken()
    {
        answer.MediaType.ShouldBe("text/event-stream", _told);
        var facts = StreamFacts.Of(answer.Body);
        facts.Errors.ShouldBe([_expected.Code], _told);
        facts.ErrorIsLast.ShouldBeTrue(_told);
        facts.EndsWhole.ShouldBeTrue(_told);
        facts.Terminators.ShouldBe(0, _told);
        facts.Finishes.ShouldBeEmpty(_told);
        if (each.Fault.IsToolCall)
        {
            facts.ToolPieces.ShouldBeGreaterThan(0, _told);
            facts.Text.ShouldBeEmpty(_told);
        }
        else
        {
            facts.Text.ShouldNotBeEmpty(_told);
            FaultAnswers.SixtyText.ShouldStartWith(facts.Text, Case.Sensitive, _told);
        }
    }

    private void Error()
    {
        answer.MediaType.ShouldBe("application/json", _told);
        var body = JsonElement.Parse(answer.Body);
        body.TryGetProperty("choices", out _).ShouldBeFalse(_told);
        var error = body.GetProperty("error");
        if (_expected.Code is { } code)
        {
            StreamFacts.CodeOf(error).ShouldBe(code, _told);
        }

        if (_expected.RetryAfter is { } seconds)
        {
            // A date is nearer by the time that the case took.
            int.Parse(answer.Header("retry-after").ShouldNotBeNull(_told), CultureInfo.InvariantCulture).ShouldBeInRange(seconds > 3600 ? seconds - 60 : seconds, seconds, _told);
        }
    }
}
