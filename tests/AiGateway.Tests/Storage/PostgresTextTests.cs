using AiGateway.Storage;

namespace AiGateway.Tests.Storage;

/// <summary>A connection string is looked at before anything connects with it.</summary>
public sealed class PostgresTextTests
{
    [Theory]
    [InlineData("Host=db;Username=gateway;Password=x;Database=gateway")]
    [InlineData("Server=db;Port=5433;User Id=gateway;Passfile=/run/secrets/pgpass;Database=gateway;SSL Mode=VerifyFull")]
    [InlineData("Host=a,b;Username=gateway;Password='a;b=c';Database=gateway;Target Session Attributes=primary")]
    [InlineData("Host=/var/run/postgresql;Username=gateway;Database=gateway")]
    public void What_can_work_is_taken(string text) => PostgresText.ProblemOf(text).ShouldBeNull();

    [Theory]
    [InlineData("postgres://gateway:sEcret1@db/gateway", "no connection string")]
    [InlineData("Host=db;Pasword=sEcret1", "no connection string")]
    [InlineData("Host=db;Port=many;Password=sEcret1", "no connection string")]
    [InlineData("Username=gateway;Password=sEcret1;Database=gateway", "Host")]
    [InlineData("Host=;Username=gateway;Password=sEcret1;Database=gateway", "Host")]
    [InlineData("Host=db;Username=gateway;Password=;Database=gateway", "Password is empty")]
    [InlineData("Host=db;Username=gateway;pwd = '' ;Database=gateway", "Password is empty")]
    [InlineData("Host=db;Password=sEcret1", "neither")]
    public void What_cannot_is_refused_without_repeating_it(string text, string says)
    {
        var problem = PostgresText.ProblemOf(text).ShouldNotBeNull();

        problem.ShouldContain(says);
        problem.ShouldNotContain("sEcret1");
    }
}
