using System.Text.Json;
using AiGateway.Fakes.Serving;
using static AiGateway.Fakes.Anthropic.AnthropicErrors;

namespace AiGateway.Fakes.Anthropic;

/// <summary>What the API version in <c>anthropic-version</c> decides; current SDKs send the second one.</summary>
internal static class AnthropicVersionRules
{
    public const string First = "2023-06-01";
    public const string Second = "2026-10-21";

    /// <summary>The second version took the sampling parameters away and closed two loopholes in blocks.</summary>
    public static void Check(JsonElement body, string version)
    {
        if (version == First)
        {
            return;
        }

        foreach (var name in (string[])["temperature", "top_p", "top_k"])
        {
            if (body.Get(name) is not null)
            {
                throw BadRequest($"{name}: not permitted in API version {version}");
            }
        }

        foreach (var (index, message) in body.Items("messages").Index())
        {
            var blocks = message.Items("content").ToList();
            if (message.Text("role") == "assistant" && blocks.Exists(block => block.Text("type") == "document"))
            {
                throw BadRequest($"messages.{index}: document blocks are not permitted in assistant messages");
            }

            if (message.Text("role") == "user" && blocks.SelectMany(block => block.Items("content").Prepend(block)).Any(block => block.Text("type") == "text" && block.Items("citations").Any()))
            {
                throw BadRequest($"messages.{index}: citations are not permitted in user messages");
            }
        }
    }
}
