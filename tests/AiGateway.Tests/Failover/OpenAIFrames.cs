namespace AiGateway.Tests.Failover;

/// <summary>Events of an OpenAI stream, word by word.</summary>
internal static class OpenAIFrames
{
    public const string Role = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n";

    public const string Whole = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"All of it\"},\"finish_reason\":null}]}\n\n";

    public const string Finish = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

    public const string Done = "data: [DONE]\n\n";

    /// <summary>An event with text; the text must need no escape.</summary>
    public static string Content(string text) => Whole.Replace("All of it", text, StringComparison.Ordinal);

    /// <summary>A whole stream of one piece of text.</summary>
    public static string Stream(string text) => Role + Content(text) + Finish + Done;
}
