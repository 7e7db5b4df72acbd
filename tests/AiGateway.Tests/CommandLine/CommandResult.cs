using System.Text.Json;

namespace AiGateway.Tests.CommandLine;

/// <summary>What a command came to.</summary>
internal sealed record CommandResult(int Code, string Output, string Errors)
{
    /// <summary>The output as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Output);

    /// <summary>The output without its last line's end.</summary>
    public string Line => Output.TrimEnd('\n');

    /// <summary>The same, after making sure that it went well.</summary>
    public CommandResult Ok()
    {
        Code.ShouldBe(0, $"{Output}\n{Errors}");
        return this;
    }
}
