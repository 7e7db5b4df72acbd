using System.Text.Json.Serialization;

namespace AiGateway.Admin;

/// <summary>An error of the admin API, as RFC 9457 has it.</summary>
/// <param name="Type">What kind of error: <c>urn:aigateway:problem:</c> and a word that does not change.</param>
/// <param name="Title">The same for people.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong this time and what to do about it.</param>
/// <param name="Instance">The path that was asked for.</param>
/// <param name="RequestId">The request's id, by which logs and the audit log know it.</param>
/// <param name="Field">The field or parameter that is at fault; left out where none is.</param>
internal sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Instance,
    string RequestId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field)
{
    /// <summary>The media type of errors.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>What every type begins with.</summary>
    public const string TypePrefix = "urn:aigateway:problem:";
}
