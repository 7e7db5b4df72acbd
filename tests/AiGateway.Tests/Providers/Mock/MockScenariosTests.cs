using AiGateway.Providers.Mock;

namespace AiGateway.Tests.Providers.Mock;

public sealed class MockScenariosTests
{
    [Fact]
    public void Every_listed_name_asks_for_its_own_scenario()
    {
        foreach (var entry in MockScenarios.All)
        {
            MockScenarios.Find(entry.Name).ShouldNotBeNull().Kind.ShouldBe(entry.Kind);
            entry.Description.ShouldNotContain('\n');
        }

        MockScenarios.All.Select(static entry => entry.Kind).ShouldBe(Enum.GetValues<MockScenarioKind>());
    }

    [Theory]
    [InlineData("error-400", 400)]
    [InlineData("error-599", 599)]
    [InlineData("stall-0", 0)]
    [InlineData("cut-17", 17)]
    [InlineData("malformed-9999", 9999)]
    public void Number_is_read(string model, int number) => MockScenarios.Find(model)!.Value.Number.ShouldBe(number);

    [Theory]
    [InlineData("")]
    [InlineData("Echo")]
    [InlineData("echo-1")]
    [InlineData("mock/echo")]
    [InlineData("error-399")]
    [InlineData("error-600")]
    [InlineData("error-")]
    [InlineData("error-NNN")]
    [InlineData("stall")]
    [InlineData("stall--1")]
    [InlineData("stall-+1")]
    [InlineData("stall- 1")]
    [InlineData("stall-10000")]
    [InlineData("stall-99999999999999999999")]
    public void Other_names_are_none(string model) => MockScenarios.Find(model).ShouldBeNull();

    [Fact]
    public async Task Unknown_model_is_told_what_there_is()
    {
        using var mock = new MockClient();
        var error = await mock.ErrorAsync(MockClient.Chat("gpt-4o", "x"), 404);

        error.GetProperty("code").GetString().ShouldBe("model_not_found");
        error.GetProperty("param").GetString().ShouldBe("model");
        var message = error.GetProperty("message").GetString()!;
        message.ShouldContain("'gpt-4o'");
        foreach (var entry in MockScenarios.All)
        {
            message.ShouldContain(entry.Pattern);
        }
    }
}
