namespace AiGateway.Admin.Bodies;

/// <summary>A team as it is to be.</summary>
internal class TeamBody : WriteBody
{
    /// <summary>What people call it; its id where left out of a new one.</summary>
    public string Name { get; set => field = Taken(value); } = "";

    /// <summary>The names its keys may ask for at most; empty for all.</summary>
    public IReadOnlyList<string> Models { get; set => field = Taken(value); } = [];

    /// <summary>Tags that all its requests carry.</summary>
    public IReadOnlyList<string> Tags { get; set => field = Taken(value); } = [];

    /// <summary>Whether its keys are accepted.</summary>
    public bool Enabled { get; set => field = Taken(value); } = true;
}
