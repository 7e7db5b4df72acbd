namespace AiGateway.Explaining;

/// <summary>What becomes of a target.</summary>
internal enum TargetState
{
    /// <summary>It may be asked, in its turn.</summary>
    Candidate,

    /// <summary>It rests after failures, and is asked when that is over or nothing else is left.</summary>
    Resting,

    /// <summary>It is asked only after another failed in a way of which it is the remedy: a request too long, or refused by policy.</summary>
    Reserve,

    /// <summary>It cannot take the request, so its turn passes without a call.</summary>
    Untranslatable,

    /// <summary>It is known not to have what the request needs, and there are others.</summary>
    Unfit,

    /// <summary>Its condition does not hold.</summary>
    Excluded,
}
