namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Shows code that Gemini ran by itself, and what came of it, as text: other formats have no such parts.</summary>
internal static class CodeText
{
    public static string Code(string? language, string? code) =>
        $"\n```{(language is null or "LANGUAGE_UNSPECIFIED" ? "" : language.ToLowerInvariant())}\n{code?.TrimEnd('\n')}\n```\n";

    public static string Output(string? output) => $"\n```\n{output?.TrimEnd('\n')}\n```\n";
}
