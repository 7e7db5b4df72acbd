namespace AiGateway.Admin.Bodies;

/// <summary>A user as they are to be.</summary>
internal class UserBody : WriteBody
{
    /// <summary>What people call them; the id where left out of a new one.</summary>
    public string Name { get; set => field = Taken(value); } = "";

    /// <summary>The team they belong to.</summary>
    public string? Team { get; set => field = Taken(value); }

    /// <summary>The names their keys may ask for at most; empty for all.</summary>
    public IReadOnlyList<string> Models { get; set => field = Taken(value); } = [];

    /// <summary>Tags that all their requests carry.</summary>
    public IReadOnlyList<string> Tags { get; set => field = Taken(value); } = [];

    /// <summary>Whether their keys are accepted.</summary>
    public bool Enabled { get; set => field = Taken(value); } = true;
}
