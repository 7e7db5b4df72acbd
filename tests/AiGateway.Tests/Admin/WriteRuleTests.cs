using System.Reflection;
using AiGateway.Admin;
using AiGateway.Admin.Bodies;
using AiGateway.Storage;

namespace AiGateway.Tests.Admin;

/// <summary>Each field that can be written has a rule, and each rule a field.</summary>
public sealed class WriteRuleTests
{
    private static readonly (string Thing, Type Body)[] Things =
    [
        ("key", typeof(KeyBody)), ("rotation", typeof(RotateBody)), ("rest", typeof(RestBody)), ("team", typeof(NewTeamBody)), ("user", typeof(NewUserBody)), ("secret", typeof(SecretBody)),
        ("token", typeof(NewTokenBody)), ("token", typeof(TokenBody)),
    ];

    [Fact]
    public void Every_field_has_a_rule_and_every_rule_a_field()
    {
        var fields = Things.SelectMany(t => FieldsOf(t.Body).Select(field => (t.Thing, WriteBody.FieldOf(field.Name)))).Distinct().ToArray();

        WriteRules.All.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Fact]
    public void Every_body_is_among_them()
    {
        // The first admin's name is set by the one-time token, which has no role.
        var bodies = typeof(WriteBody).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(WriteBody)) && t.IsSealed && t != typeof(BootstrapBody));

        bodies.ShouldBe(Things.Select(t => t.Body), ignoreOrder: true);
    }

    [Fact]
    public void Every_setter_notes_that_its_field_was_there()
    {
        foreach (var (_, type) in Things)
        {
            foreach (var field in FieldsOf(type))
            {
                var body = (WriteBody)Activator.CreateInstance(type)!;
                body.Given.ShouldBeEmpty();
                field.SetValue(body, field.GetValue(body));

                body.Given.ShouldHaveSingleItem().ShouldBe(WriteBody.FieldOf(field.Name), $"{type.Name}.{field.Name}");
            }
        }
    }

    [Theory]
    [InlineData("Viewer")]
    [InlineData("Operator")]
    [InlineData("Admin")]
    public void A_role_sets_its_own_fields_and_no_others(string name)
    {
        var role = Enum.Parse<AdminRole>(name);
        var holder = new AdminIdentity("id", "name", role, null);
        foreach (var (thing, type) in Things)
        {
            foreach (var field in FieldsOf(type))
            {
                var body = (WriteBody)Activator.CreateInstance(type)!;
                field.SetValue(body, field.GetValue(body));
                var written = WriteBody.FieldOf(field.Name);
                if (role >= WriteRules.All[(thing, written)])
                {
                    Should.NotThrow(() => WriteRules.Check(holder, thing, body));
                    continue;
                }

                var problem = Should.Throw<AdminProblemException>(() => WriteRules.Check(holder, thing, body));
                problem.Kind.ShouldBe(ProblemKind.Forbidden);
                problem.Field.ShouldBe(written);
            }
        }
    }

    [Fact]
    public void What_is_a_teams_a_users_a_secrets_or_a_tokens_is_for_admins_alone()
    {
        WriteRules.All.Where(rule => rule.Key.Thing is "team" or "user" or "secret" or "token").ShouldAllBe(rule => rule.Value == AdminRole.Admin);
        WriteRules.All.ShouldAllBe(rule => rule.Value > AdminRole.Viewer);
    }

    [Fact]
    public void A_field_without_a_rule_may_be_set_by_nobody()
    {
        var body = new KeyBody { Name = "x" };

        Should.Throw<AdminProblemException>(() => WriteRules.Check(new AdminIdentity("id", "name", AdminRole.Admin, null), "unheard of", body)).Field.ShouldBe("name");
    }

    private static PropertyInfo[] FieldsOf(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
}
