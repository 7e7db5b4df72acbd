using System.Text.Json;

namespace AiGateway.Clients.Gateway;

/// <summary>OpenAI's SDK in some language, doing what an application does and telling what the application then has.</summary>
public interface ISdk
{
    /// <summary>Does it. What the SDK raises is told in the result's <c>error</c>.</summary>
    Task<JsonElement> RunAsync(SdkCall call);
}
