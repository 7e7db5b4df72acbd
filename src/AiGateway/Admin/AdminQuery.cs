using System.Globalization;
using AiGateway.Storage;

namespace AiGateway.Admin;

/// <summary>Reads the parameters of a request's query.</summary>
/// <param name="context">The request.</param>
internal readonly struct AdminQuery(HttpContext context)
{
    /// <summary>The page that is asked for.</summary>
    /// <exception cref="AdminProblemException">The limit is none.</exception>
    public PageRequest Page
    {
        get
        {
            var limit = QueryParameter.DefaultLimit;
            if (Text(QueryParameter.Limit.Name) is { } text
                && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > QueryParameter.MostLimit))
            {
                throw new AdminProblemException(ProblemKind.Invalid, "The limit is a whole number from 1 to 500.", QueryParameter.Limit.Name);
            }

            return new PageRequest(limit, Text(QueryParameter.After.Name));
        }
    }

    /// <summary>A text; null where it is left out or empty.</summary>
    public string? Text(string name) => context.Request.Query[name] is [{ Length: > 0 } text] ? text : null;

    /// <summary><c>true</c> or <c>false</c>; null where it is left out.</summary>
    /// <exception cref="AdminProblemException">It is neither.</exception>
    public bool? Bool(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw new AdminProblemException(ProblemKind.Invalid, "The parameter is true or false.", name),
    };

    /// <summary>A time in ISO 8601, with its offset; null where it is left out.</summary>
    /// <exception cref="AdminProblemException">It is none.</exception>
    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        string[] forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        return (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            && DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? instant
                : throw new AdminProblemException(ProblemKind.Invalid, "The time is written as 2026-11-20T17:00:00Z, with its offset.", name);
    }
}
