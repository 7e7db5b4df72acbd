namespace AiGateway.Admin.Bodies;

/// <summary>What is to be asked again at once: a provider, a model of it, a key to it, or a model with a key.</summary>
internal sealed class RestBody : WriteBody
{
    /// <summary>The provider's name.</summary>
    public required string Provider { get; set => field = Taken(value); }

    /// <summary>The model's name at the provider; left out for all of them.</summary>
    public string? Model { get; set => field = Taken(value); }

    /// <summary>The key's id; left out for all of them.</summary>
    public string? Key { get; set => field = Taken(value); }
}
