using System.Globalization;
using AiGateway.Configuration.Reading;

namespace AiGateway.Configuration.Reloading;

/// <summary>One reading of all sources.</summary>
/// <param name="Result">The options, or what is wrong.</param>
/// <param name="Number">Counts the snapshots since the start, this one included.</param>
/// <param name="Digest">A short digest of the options; empty where there are none.</param>
/// <param name="Root">Everything that was read.</param>
/// <param name="Files">The files that were there.</param>
internal sealed record LoadedConfiguration(ReadResult Result, int Number, string Digest, ConfigNode Root, IReadOnlySet<string> Files)
{
    /// <summary>The version these options have if they come into force, such as <c>3-9f2c01ab</c>.</summary>
    public string Version => string.Create(CultureInfo.InvariantCulture, $"{Number}-{Digest}");
}
