namespace AiGateway.Admin.Bodies;

/// <summary>A new team.</summary>
internal sealed class NewTeamBody : TeamBody
{
    /// <summary>Its id.</summary>
    public required string Id { get; set => field = Taken(value); }
}
