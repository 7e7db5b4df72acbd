using System.Diagnostics.CodeAnalysis;

namespace AiGateway.Tests.Hosting;

/// <summary>The tests that share one PostgreSQL server, each class of them with a database of its own.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The test framework calls it so.")]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "PostgreSQL";
}
