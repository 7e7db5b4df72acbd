using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Pipeline;

/// <summary>Callers on a connection of their own that leave before they have their answer.</summary>
internal static class LeavingCaller
{
    /// <summary>Sends a chat request of one user message, whose text must need no escape.</summary>
    public static async Task<RawConnection> AskAsync(TestGateway gateway, string model, bool stream, string text = "Hello")
    {
        var caller = await RawClient.ConnectAsync(gateway.BaseUrl.Port);
        var body = $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{text}}"}]}""";
        await caller.WriteAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        return caller;
    }

    /// <summary>Goes with a reset, or with the end of what it has to say.</summary>
    public static void Leave(this RawConnection caller, bool reset)
    {
        if (reset)
        {
            caller.Reset();
        }
        else
        {
            caller.ShutdownSend();
        }
    }
}
