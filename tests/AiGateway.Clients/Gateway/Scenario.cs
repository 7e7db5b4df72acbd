using System.Text.Json;
using AiGateway.Fakes;

namespace AiGateway.Clients.Gateway;

/// <summary>One run of a scenario: which SDK, before which kind of provider.</summary>
/// <param name="Bench">Everything that runs.</param>
/// <param name="Sdk">The SDK.</param>
/// <param name="Kind">The kind of provider.</param>
public sealed record Scenario(ClientBench Bench, Sdk Sdk, Dialect Kind)
{
    /// <summary>The provider.</summary>
    public FakeProvider Fake => Bench.Fake(Kind);

    /// <summary>The provider's usual model.</summary>
    public string Model => ClientBench.ChatModel(Kind);

    /// <summary>Requests that the provider had received before.</summary>
    public int Before { get; } = Bench.Fresh(Kind).Requests.Count;

    /// <summary>Requests that the provider has received since.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. Fake.Requests.Skip(Before)];

    /// <summary>The only request that the provider has received since.</summary>
    public RecordedRequest Request => Requests.ShouldHaveSingleItem();

    /// <summary>Has the SDK do something with the usual model.</summary>
    public Task<JsonElement> RunAsync(string operation, Func<SdkCall, SdkCall>? change = null) => Bench.RunAsync(Sdk, operation, Model, change);
}
