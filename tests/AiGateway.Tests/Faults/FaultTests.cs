
namespace AiGateway.Tests.Faults;

/// <summary>The table in docs/failures.md, case by case (promises D1 to D12, D17, D23 and the commit point).</summary>
public class FaultTests(FaultBench bench) : IClassFixture<FaultBench>
{
    private static readonly Dictionary<string, FaultCase> Cases = FailureTable.Cases.ToDictionary(each => each.ToString(), StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_fault_comes_out_as_the_table_says(string name)
    {
        var each = Cases[name];
        var answer = await bench.AnswerAsync(each);

        var check = new FaultCheck(each, answer);
        check.Outcome();
        check.Calls();
        check.Facts();
        check.Log();
    }

    [Fact]
    public void Every_fault_of_the_catalogue_is_in_the_table() =>
        FailureTable.Rows.Select(row => row.Name).Distinct().Order(StringComparer.Ordinal).ShouldBe(FaultCatalogue.All.Keys.Order(StringComparer.Ordinal));
}
