using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises;

/// <summary>What every refusal looks like: OpenAI's error JSON, nothing beside it, and the request's id in the head.</summary>
internal static partial class Refusals
{
    /// <summary>Checks a refusal and gives its error object.</summary>
    public static async Task<JsonElement> ShouldBeRefusedAsync(this HttpResponseMessage response, int status, string? code = null)
    {
        var body = await response.Content.ReadAsStringAsync();
        return Check((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), response.Header("x-request-id"), response.Header("x-aigateway-request-id"), body, status, code);
    }

    /// <summary>Checks a refusal and gives its error object.</summary>
    public static JsonElement ShouldBeRefused(this RawMessage answer, int status, string? code = null) =>
        Check(answer.Status, answer.Header("content-type"), answer.Header("x-request-id"), answer.Header("x-aigateway-request-id"), answer.BodyText, status, code);

    private static JsonElement Check(int actual, string? type, string? id, string? ownId, string body, int status, string? code)
    {
        actual.ShouldBe(status, body);
        type.ShouldBe("application/json", body);
        Id().IsMatch(id ?? "").ShouldBeTrue($"x-request-id: {id}");
        ownId.ShouldBe(id);
        var root = JsonElement.Parse(body);
        root.EnumerateObject().Select(p => p.Name).ShouldBe(["error"]);
        var error = root.GetProperty("error");
        error.EnumerateObject().Select(p => p.Name).ShouldBe(["message", "type", "param", "code"], body);
        error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        error.GetProperty("type").GetString().ShouldNotBeNullOrWhiteSpace();
        if (code is not null)
        {
            error.GetProperty("code").GetString().ShouldBe(code, body);
        }

        return error;
    }

    [GeneratedRegex("^req_[0-9a-f]{32}$")]
    private static partial Regex Id();
}
