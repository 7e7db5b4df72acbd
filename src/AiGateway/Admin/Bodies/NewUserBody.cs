namespace AiGateway.Admin.Bodies;

/// <summary>A new user.</summary>
internal sealed class NewUserBody : UserBody
{
    /// <summary>Their id.</summary>
    public required string Id { get; set => field = Taken(value); }
}
