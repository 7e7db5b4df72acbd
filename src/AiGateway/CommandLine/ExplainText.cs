using System.Globalization;
using System.Text.Json;
using AiGateway.Explaining;

namespace AiGateway.CommandLine;

/// <summary>Writes an explanation for people.</summary>
internal static class ExplainText
{
    private const int MostModels = 10;

    /// <summary>Writes it.</summary>
    public static void Write(ExplainAnswer answer, TextWriter output)
    {
        output.WriteLine($"Request  {string.Join(", ", Request(answer))}");
        if (answer.Caller is { } caller)
        {
            output.WriteLine($"Caller   {string.Join(", ", Caller(caller))}");
        }

        output.WriteLine($"Answer   {Outcome(answer)}");
        foreach (var model in answer.Models)
        {
            output.WriteLine();
            Write(model, output);
        }

        output.WriteLine();
        foreach (var note in answer.Notes)
        {
            output.WriteLine($"Note: {note}");
        }

        output.WriteLine($"Configuration {answer.ConfigVersion}. Nothing was sent.");
    }

    private static IEnumerable<string> Request(ExplainAnswer answer)
    {
        yield return answer.Surface;
        yield return answer.Model is { } model ? $"model {model}" : "no model";
        if (answer.Stream)
        {
            yield return "as a stream";
        }

        if (answer.Traits is { } traits)
        {
            yield return Text($"about {traits.PromptTokens} tokens");
            if (traits.MaxOutputTokens is { } most)
            {
                yield return Text($"an answer of at most {most}");
            }

            if (traits.Uses.Count > 0)
            {
                yield return $"uses {string.Join(" and ", traits.Uses)}";
            }
        }
    }

    private static IEnumerable<string> Caller(ExplainedCaller caller)
    {
        yield return $"key {caller.Key}";
        if (caller.Name is { } name)
        {
            yield return $"named {name}";
        }

        if (caller.Team is { } team)
        {
            yield return $"team {team}";
        }

        if (caller.User is { } user)
        {
            yield return $"user {user}";
        }

        if (caller.Tags.Count > 0)
        {
            yield return $"tags {string.Join(", ", caller.Tags)}";
        }

        var more = caller.Models.Count > MostModels ? Text($" and {caller.Models.Count - MostModels} more") : "";
        yield return caller.Models.Count == 0 ? "may use none of the listed models" : $"may use {string.Join(", ", caller.Models.Take(MostModels))}{more}";
        yield return caller.Surfaces.Count == 0 ? "and no surface" : $"on {string.Join(", ", caller.Surfaces)}";
    }

    private static string Outcome(ExplainAnswer answer) => answer switch
    {
        { Refusal: { } refusal } => Text($"{refusal.Status} {refusal.Code}: {refusal.Message}"),
        { First: { } first } => $"{first} is asked first",
        _ => "which target is asked first is drawn",
    };

    private static void Write(ExplainedModel model, TextWriter output)
    {
        output.WriteLine($"Model {model.Name}{(model.Entry == model.Name ? "" : $", by the entry {model.Entry}")}, strategy {model.Strategy}{(model.Affinity ? " with affinity" : "")}{(model.Strict ? ", strict" : "")}");
        if (model.Refusal is { } refusal)
        {
            output.WriteLine(Text($"  refused: {refusal.Status} {refusal.Code}: {refusal.Message}"));
        }

        var table = new Table("turn", "target", "chance", "cost", "goes out", "left out", "state");
        foreach (var target in model.Targets)
        {
            table.Add(
                target.Turn?.ToString(CultureInfo.InvariantCulture),
                $"{target.Provider}/{target.Model}",
                target.State == TargetState.Candidate ? Text($"{target.Chance * 100:0.##}%") : null,
                target.EstimatedUsd is { } cost ? Text($"${cost:0.000000}") : null,
                target.Translation is { Format: { } format } translation ? $"{translation.Kind} ({format})" : target.Translation?.Kind,
                string.Join(", ", target.Translation?.Dropped ?? []),
                JsonNamingPolicy.CamelCase.ConvertName(target.State.ToString()));
        }

        table.Write(output, "  ");
        foreach (var target in model.Targets.Where(static target => target.Reasons.Count > 0))
        {
            output.WriteLine($"  {target.Provider}/{target.Model}: {string.Join(' ', target.Reasons)}");
        }

        output.WriteLine($"  limits: {string.Join(", ", Limits(model))}");
        if (model.Stream is { } stream)
        {
            output.WriteLine($"  stream: {stream.Mode}{(stream.HoldBytes is { } bytes ? Text($", held for {bytes} bytes or {stream.HoldSeconds} s") : "")}, keep-alive after {Text($"{stream.KeepAliveSeconds}")} s");
        }

        if (model.Mirror is { } mirror)
        {
            output.WriteLine($"  copies go to {mirror}");
        }
    }

    private static IEnumerable<string> Limits(ExplainedModel model)
    {
        var limits = model.Limits;
        (string Name, double? Seconds)[] timers =
        [
            ("connect", limits.ConnectSeconds), ("first token", limits.FirstTokenSeconds), ("idle", limits.IdleSeconds),
            ("answer", limits.AnswerSeconds), ("total", limits.TotalSeconds), ("hedge after", limits.HedgeAfterSeconds),
        ];
        foreach (var (name, seconds) in timers)
        {
            if (seconds is not null)
            {
                yield return Text($"{name} {seconds} s");
            }
        }

        yield return Text($"{limits.MaxAttempts} calls at most");
        yield return Text($"{limits.MaxRetries} repeats of a target");
        if (model.WaitSeconds > 0)
        {
            yield return Text($"waits {model.WaitSeconds:0.#} s first");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
