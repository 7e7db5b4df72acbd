namespace AiGateway.Admin.Answers;

/// <summary>A target of a model and how it is, as this replica knows it.</summary>
/// <param name="Id">Its id within the model.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model's name there; with a `*` where it depends on the name asked for, and then nothing is known of it as such.</param>
/// <param name="Role">What it is for: regular, or a fallback of some kind.</param>
/// <param name="Tier">Its turn.</param>
/// <param name="Weight">Its share within the tier.</param>
/// <param name="RestSeconds">How long it may not be asked; null where it may.</param>
/// <param name="FirstTokenSeconds">The usual time to a stream's first content; null where nothing was measured lately.</param>
/// <param name="AnswerSeconds">The usual time of a plain answer; null where nothing was measured lately.</param>
/// <param name="UnderWay">How many calls are under way.</param>
internal sealed record TargetAnswer(
    string Id, string Provider, string Model, string Role, int Tier, int Weight, double? RestSeconds, double? FirstTokenSeconds, double? AnswerSeconds, int UnderWay);
