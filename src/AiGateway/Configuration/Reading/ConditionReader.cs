using System.Collections.ObjectModel;

namespace AiGateway.Configuration.Reading;

/// <summary>Reads what a request must be like to come to a target. Whether its keys exist is checked when all are known.</summary>
internal sealed class ConditionReader(ProblemList problems)
{
    private readonly CapabilityReader _capabilities = new(problems);

    /// <summary>Reads the object <c>When</c>.</summary>
    public TargetCondition Read(ObjectReader reader)
    {
        var condition = new TargetCondition
        {
            Keys = TextLists.Read(reader.List(nameof(TargetCondition.Keys)), problems, StringComparer.OrdinalIgnoreCase, static _ => null),
            Teams = TextLists.Read(reader.List(nameof(TargetCondition.Teams)), problems, StringComparer.OrdinalIgnoreCase, Names.ProblemOfEntry),
            Users = TextLists.Read(reader.List(nameof(TargetCondition.Users)), problems, StringComparer.OrdinalIgnoreCase, TextLists.ProblemOfUser),
            Tags = TextLists.Read(reader.List(nameof(TargetCondition.Tags)), problems, StringComparer.Ordinal, TextLists.ProblemOfTag),
            Headers = Headers(reader),
            MinTokens = reader.Count(nameof(TargetCondition.MinTokens)),
            MaxTokens = reader.Count(nameof(TargetCondition.MaxTokens)),
            Uses = _capabilities.Read(reader.List(nameof(TargetCondition.Uses))),
        };
        reader.RefuseUnknown();
        if (condition.MinTokens > condition.MaxTokens)
        {
            reader.Error(nameof(TargetCondition.MinTokens), "This is more than MaxTokens, so no request would ever come here.");
        }

        return condition;
    }

    private ReadOnlyDictionary<string, string> Headers(ObjectReader reader)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in reader.Map(nameof(TargetCondition.Headers)))
        {
            if (HeaderNames.ProblemOfCondition(entry.Key) is { } problem)
            {
                problems.Add(entry.Path, problem);
            }
            else if (entry.Children.Count > 0 || string.IsNullOrEmpty(entry.Value))
            {
                problems.Add(entry.Path, "A header's value is a text that is not empty.");
            }
            else if (entry.Value.Any(char.IsControl) || entry.Value.Trim().Length < entry.Value.Length)
            {
                problems.Add(entry.Path, "No request can have this value: headers hold no control characters, and no blanks at their ends.");
            }
            else
            {
                headers[entry.Key] = entry.Value;
            }
        }

        return Tables.Freeze(headers, StringComparer.OrdinalIgnoreCase);
    }
}
