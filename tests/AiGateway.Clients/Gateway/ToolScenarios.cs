using System.Text.Json;

namespace AiGateway.Clients.Gateway;

/// <summary>Tools and what comes after their calls.</summary>
internal static class ToolScenarios
{
    private const string Arguments = """{"city":"text","days":1}""";
    private const string Answer = "The tool said: result 0 of get_weather result 1 of get_time";

    public static async Task Required(Scenario scenario)
    {
        var result = await scenario.RunAsync("tools").Good();
        result.Text("finish").ShouldBe("tool_calls");
        result.Text("text").ShouldBeNull();
        Calls(result, "get_weather");
    }

    public static async Task Streamed(Scenario scenario)
    {
        var result = await scenario.RunAsync("tools_stream").Good();
        result.Text("finish").ShouldBe("tool_calls");
        Calls(result, "get_weather", "get_time");
        result.Each("calls", "id").Distinct().Count().ShouldBe(2);
    }

    public static async Task Loop(Scenario scenario) => Answered(await scenario.RunAsync("loop").Good());

    public static async Task LoopStreamed(Scenario scenario) => Answered(await scenario.RunAsync("loop_stream").Good());

    public static void Answered(JsonElement result)
    {
        result.Texts("names").ShouldBe(["get_weather", "get_time"]);
        result.Text("text").ShouldBe(Answer);
        result.Text("finish").ShouldBe("stop");
    }

    private static void Calls(JsonElement result, params string[] names)
    {
        result.Each("calls", "name").ShouldBe(names);
        result.Each("calls", "type").ShouldAllBe(type => type == "function");
        result.Each("calls", "id").ShouldAllBe(id => !string.IsNullOrEmpty(id));
        result.Each("calls", "arguments").ShouldAllBe(arguments => arguments == Arguments);
    }
}
