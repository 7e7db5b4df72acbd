using System.Globalization;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using Xunit.Abstractions;

namespace AiGateway.Tests.Routing;

/// <summary>Targets of one tier share the requests by their weights.</summary>
public class WeightedPolicyTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Requests_are_shared_by_weight()
    {
        const int Requests = 600;
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(
            Target.To(provider) with { Model = "gpt-4o", Tier = 1, Weight = 1 },
            Target.To(provider) with { Model = "gpt-4o-mini", Tier = 1, Weight = 3 },
            Target.To(provider) with { Model = "gpt-4.1", Tier = 2, Weight = 1000 });

        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
            (await gateway.ChatAsync(Pools.Model)).IsSuccessStatusCode.ShouldBeTrue());

        var light = provider.Requests.Count(request => request.Json.GetProperty("model").GetString() == "gpt-4o");
        output.WriteLine($"{light} of {Requests} went to the target with a quarter of the weight.");

        // 150 is expected; six standard deviations are 64.
        light.ShouldBeInRange(86, 214);
        provider.Requests.ShouldNotContain(request => request.BodyText.Contains("gpt-4.1"));
    }

    [Fact]
    public async Task After_a_failure_the_others_of_the_tier_come_first()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(
            Target.To(provider) with { Model = "gpt-4o", Tier = 1, Weight = 1_000_000 },
            Target.To(provider) with { Model = "gpt-4o-mini", Tier = 1, Weight = 1 },
            Target.To(provider) with { Model = "gpt-4.1", Tier = 2 });
        provider.When(request => request.BodyText.Contains("\"gpt-4o\""), Fault.Status(500));

        for (var i = 0; i < 5; i++)
        {
            var response = await gateway.ChatAsync(Pools.Model);

            response.Header("x-aigateway-model").ShouldBe("gpt-4o-mini");
            int.Parse(response.Header("x-aigateway-attempts")!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 2);
        }
    }
}
