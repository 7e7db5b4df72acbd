using AiGateway.Configuration;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Failover;

/// <summary>How far a request has come with one target.</summary>
internal sealed class TargetProgress(DestinationState destination, Deployment deployment, string model)
{
    /// <summary>The target as YARP knows it.</summary>
    public DestinationState Destination { get; } = destination;

    /// <summary>The target.</summary>
    public Deployment Deployment { get; } = deployment;

    /// <summary>What the model is called there.</summary>
    public string Model { get; } = model;

    /// <summary>Whether it has been called.</summary>
    public bool IsTried { get; set; }

    /// <summary>Whether it is never called again in this request.</summary>
    public bool IsSpent { get; set; }

    /// <summary>How often it was called again after a failure.</summary>
    public int Repeats { get; set; }

    /// <summary>Clock reading before which its provider asked not to be called; 0 for none.</summary>
    public long NotBefore { get; set; }

    /// <summary>The ids of the keys that it refused in this round.</summary>
    public IReadOnlyList<string> KeysSpent { get; set; } = [];
}
