using System.ClientModel;
using System.Text.Json;

namespace AiGateway.Clients.Gateway;

/// <summary>Tells an SDK's exception in the words that npm's has for it.</summary>
internal static class NuGetErrors
{
    public static object Describe(ClientResultException exception)
    {
        var response = exception.GetRawResponse();
        var (code, type) = (default(string), default(string));
        if (response is not null && response.Content.ToMemory().Length > 0
            && JsonElement.Parse(response.Content.ToMemory().Span).TryGetProperty("error", out var error))
        {
            code = error.GetProperty("code").GetString();
            type = error.GetProperty("type").GetString();
        }

        return new
        {
            @class = nameof(ClientResultException),
            status = exception.Status == 0 ? (int?)null : exception.Status,
            code,
            type,
            message = exception.Message,
            requestId = response is not null && response.Headers.TryGetValue("x-request-id", out var id) ? id : null,
        };
    }
}
