namespace AiGateway.Configuration;

/// <summary>How much of a stream must be there before the caller gets any of it.</summary>
internal enum StreamMode
{
    /// <summary>The first content: the caller waits least, and what fails afterwards ends in an error.</summary>
    Live,

    /// <summary>A certain amount of it, or what came within a certain time: what fails before is rescued by another target.</summary>
    Held,

    /// <summary>All of it: whatever fails is rescued by another target, and the caller gets keep-alives meanwhile.</summary>
    Atomic,
}
