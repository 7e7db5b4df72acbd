using System.Net;
using System.Net.Http.Headers;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;

namespace AiGateway.Providers.Mock;

/// <summary>The mock's errors, in OpenAI's words for each status.</summary>
internal static class MockErrors
{
    private const string InvalidRequest = "invalid_request_error";

    /// <summary>What <c>fail-N</c> reports inside its answer.</summary>
    public static GatewayError InsideAnswer { get; } = new(500, "server_error", "The mock failed inside its answer, as its model name asks.");

    /// <summary>The error of <c>error-NNN</c>.</summary>
    public static GatewayError Of(int status)
    {
        var (type, code) = status switch
        {
            401 => (InvalidRequest, "invalid_api_key"),
            402 => ("insufficient_quota", "insufficient_quota"),
            403 => ("insufficient_permissions", null),
            404 => (InvalidRequest, "model_not_found"),
            429 => ("requests", "rate_limit_exceeded"),
            >= 500 => ("server_error", null),
            _ => (InvalidRequest, null),
        };
        return new GatewayError(status, type, $"The mock answers {status}, as its model name asks.") { Code = code };
    }

    /// <summary>The error for a name that is no scenario.</summary>
    public static GatewayError UnknownModel(string model) =>
        new(404, InvalidRequest, $"The mock has no model '{model}'. It has: {string.Join(", ", MockScenarios.All.Select(static entry => entry.Pattern))}.")
        {
            Param = "model",
            Code = "model_not_found",
        };

    /// <summary>The error for a chat with the model that has none.</summary>
    public static GatewayError NoChat(string model) =>
        new(404, InvalidRequest, $"The mock's model '{model}' answers embeddings only.") { Param = "model", Code = "model_not_found" };

    /// <summary>The error for an address that the mock does not serve.</summary>
    public static GatewayError UnknownAddress(HttpMethod method, string path) =>
        new(404, InvalidRequest, $"The mock does not serve {method} {path}. It serves POST /v1/chat/completions and POST /v1/embeddings.");

    /// <summary>The error for a body over the limit.</summary>
    public static GatewayError TooLarge(long limit) => new(413, InvalidRequest, $"The request's body is over the mock's limit of {limit} bytes.");

    /// <summary>An error as a JSON body.</summary>
    public static byte[] Write(IWireFormat format, GatewayError error) => JsonText.Write(writer => format.WriteError(error, "", writer));

    /// <summary>An error as a whole answer.</summary>
    public static HttpResponseMessage Answer(IWireFormat format, GatewayError error, TimeSpan? retryAfter = null)
    {
        var response = new HttpResponseMessage((HttpStatusCode)error.Status) { Content = MockPlain.Json(Write(format, error)) };
        response.Headers.RetryAfter = retryAfter is { } wait ? new RetryConditionHeaderValue(wait) : null;
        return response;
    }
}
