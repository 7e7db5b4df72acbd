namespace AiGateway.Tests.Configuration;

/// <summary>Short forms, long forms, lists, and what comes of them when several sources speak.</summary>
public sealed class ShapeTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_short_and_a_long_form_in_two_files_is_an_error_whichever_comes_last()
    {
        var shortForm = ConfigBench.Gateway("""  "Models": { "gpt-*": "mock/*" } """);
        var longForm = ConfigBench.Gateway("""  "Models": { "gpt-*": { "Targets": [ "mock/x" ] } } """);

        foreach (var problem in new[] { _bench.Problem(shortForm, longForm), _bench.Problem(longForm, shortForm) })
        {
            problem.Path.ShouldBe("Gateway:Models:gpt-*");
            problem.Message.ShouldContain("as a single value (in file");
            problem.Message.ShouldContain("as an object (in file");
        }
    }

    [Fact]
    public void A_short_form_of_a_target_beside_a_long_one_is_an_error()
    {
        var problem = _bench.Problem(
            ConfigBench.Gateway("""  "Models": { "m": { "Targets": { "a": "mock/x" } } } """),
            ConfigBench.Gateway("""  "Models": { "m": { "Targets": { "a": { "Model": "mock/y" } } } } """));

        problem.Path.ShouldBe("Gateway:Models:m:Targets:a");
    }

    [Fact]
    public void Named_entries_of_two_files_merge()
    {
        var options = _bench.Sound(
            ConfigBench.Gateway("""  "Models": { "m": { "Targets": { "a": { "Model": "mock/x", "Weight": 2 } } } } """),
            ConfigBench.Gateway("""  "Models": { "m": { "Targets": { "b": "mock/y", "a": { "Weight": 5 } } } } """));

        options.Models["m"].Targets.Select(t => (t.UpstreamModel, t.Weight)).ShouldBe([("x", 5), ("y", 1)]);
    }

    [Fact]
    public void An_array_of_two_files_is_an_error_that_points_to_named_entries()
    {
        var problem = _bench.Problem(
            ConfigBench.Gateway("""  "Models": { "m": { "Targets": [ "mock/a", "mock/b" ] } } """),
            ConfigBench.Gateway("""  "Models": { "m": { "Targets": [ "mock/c" ] } } """));

        problem.Path.ShouldBe("Gateway:Models:m:Targets");
        problem.Message.ShouldContain("file0.json and file1.json");
        problem.Message.ShouldContain("named entries");
    }

    [Fact]
    public void An_array_whose_entry_a_variable_replaces_is_an_error()
    {
        _bench.Overrides["Gateway:Models:m:Targets:0"] = "mock/c";

        _bench.Problem(ConfigBench.Gateway("""  "Models": { "m": { "Targets": [ "mock/a" ] } } """)).Path.ShouldBe("Gateway:Models:m:Targets");
    }

    [Fact]
    public void An_array_in_one_source_is_fine_though_another_speaks_of_the_same_model()
    {
        _bench.Overrides["Gateway:Models:m:Strict"] = "true";

        _bench.Sound(ConfigBench.Gateway("""  "Models": { "m": { "Targets": [ "mock/a", "mock/b" ] } } """)).Models["m"].Targets.Count.ShouldBe(2);
    }

    [Fact]
    public void Half_an_array_is_an_error()
    {
        var problem = _bench.Problem(
            ConfigBench.Gateway("""  "Models": { "m": { "Targets": [ "mock/a" ] } } """),
            ConfigBench.Gateway("""  "Models": { "m": { "Targets": { "extra": "mock/b" } } } """));

        problem.Message.ShouldContain("partly an array");
    }

    [Fact]
    public void A_list_given_as_a_single_value_is_an_error() =>
        _bench.Problem(ConfigBench.Gateway("""  "Models": { "m": { "Targets": "mock/a" } } """)).Message.ShouldContain("put it in brackets");

    [Theory]
    [InlineData("\"Models\": { \"m\": [ \"mock/a\" ] }", "Gateway:Models:m", "into the field Targets")]
    [InlineData("\"Log\": [ \"Json\" ]", "Gateway:Log", "not a list")]
    [InlineData("\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Timeouts\": [ \"3s\" ] } }", "Gateway:Models:m:Timeouts", "not a list")]
    public void A_list_where_an_object_is_expected_is_named_as_such(string section, string path, string says)
    {
        var problem = _bench.Problem(ConfigBench.Gateway(section));

        problem.Path.ShouldBe(path);
        problem.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    public void An_empty_list_of_targets_is_no_list_of_targets(string list)
    {
        var problem = _bench.Problem(ConfigBench.Gateway($$"""  "Models": { "m": { "Targets": {{list}} } } """));

        problem.Path.ShouldBe("Gateway:Models:m:Targets");
        problem.Message.ShouldContain("at least one target");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    public void An_empty_entry_of_a_list_is_an_error(string entry)
    {
        var problem = _bench.Problem(ConfigBench.Gateway($$"""  "Models": { "m": { "Targets": [ "mock/a", {{entry}} ] } } """));

        problem.Path.ShouldBe("Gateway:Models:m:Targets:1");
        problem.Message.ShouldBe("The entry is empty.");
    }

    [Fact]
    public void Null_over_an_entry_does_not_take_it_away_and_says_so()
    {
        var problem = _bench.Problem(
            ConfigBench.Gateway("""  "Models": { "m": { "Targets": [ "mock/a" ] } } """),
            ConfigBench.Gateway("""  "Models": { "m": null } """));

        problem.Path.ShouldBe("Gateway:Models:m");
        problem.Message.ShouldContain("Null does not take an entry away");
    }

    [Fact]
    public void A_name_with_a_colon_is_answered_with_the_hint_to_give_it_inside()
    {
        foreach (var value in new[] { "\"mock/a\"", """{ "Targets": [ "mock/a" ] }""" })
        {
            var problem = _bench.Problem(ConfigBench.Gateway($$"""  "Models": { "llama3:8b": {{value}} } """));

            problem.Path.ShouldBe("Gateway:Models:llama3:8b");
            problem.Message.ShouldContain("\"llama3-8b\": { \"Name\": \"llama3:8b\"");
        }
    }

    [Fact]
    public void A_name_with_two_colons_is_put_together_again() =>
        _bench.Problem(ConfigBench.Gateway("""  "Models": { "a:b:c": "mock/a" } """)).Message.ShouldContain("\"Name\": \"a:b:c\"");

    [Fact]
    public void A_name_with_a_colon_beside_its_stem_is_answered_with_the_hint()
    {
        var problem = _bench.Problem(ConfigBench.Gateway("""  "Models": { "llama3": "mock/a", "llama3:8b": "mock/b" } """));

        problem.Path.ShouldBe("Gateway:Models:llama3");
        problem.Message.ShouldContain("\"Name\": \"llama3:8b\"");
    }

    [Fact]
    public void A_provider_with_a_colon_is_told_that_it_cannot_have_one()
    {
        var result = _bench.Read(ConfigBench.Gateway("""  "Providers": { "a:b": { "Type": "Mock" } } """));

        result.Problems.ShouldContain(p => p.Path == "Gateway:Providers:a:b" && p.Message.Contains("cannot hold one", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Models", """[ { "Name": "m", "Targets": [ "mock/a" ] } ]""")]
    [InlineData("Providers", """[ { "Type": "Mock" } ]""")]
    [InlineData("VirtualKeys", """[ { "Value": "env:X" } ]""")]
    public void An_array_where_named_entries_are_expected_is_an_error(string field, string value) =>
        _bench.Read(ConfigBench.Gateway($"\"{field}\": {value}")).Problems
            .ShouldContain(p => p.Path == $"Gateway:{field}:0" && p.Message.Contains("named entries", StringComparison.Ordinal));
}
