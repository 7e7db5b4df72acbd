using AiGateway.Admin.Answers;
using AiGateway.Admin.Bodies;
using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Tests.Admin;

/// <summary>No answer has a place for a secret or for what one could be checked against, but the two that show a new one once.</summary>
public sealed class AnswerShapeTests
{
    private static readonly string[] Smells = ["digest", "hash", "pepper", "box", "cipher", "secret", "verifier", "password", "value", "salt", "nonce", "master"];

    private static readonly Type[] Answers = [.. typeof(KeyAnswer).Assembly.GetTypes().Where(t => t.Namespace == typeof(KeyAnswer).Namespace && !t.Name.StartsWith('<'))];

    [Fact]
    public void No_answer_has_a_field_that_smells_of_a_secret()
    {
        Answers.Length.ShouldBeGreaterThan(15);
        var fields = Answers.Where(t => !t.IsEnum).SelectMany(t => t.GetProperties().Select(p => $"{t.Name}.{p.Name}")).ToArray();

        fields.Where(f => Smells.Any(smell => f[f.IndexOf('.', StringComparison.Ordinal)..].Contains(smell, StringComparison.OrdinalIgnoreCase)))
            // How many there are is no secret.
            .ShouldBe([$"{nameof(CountsAnswer)}.{nameof(CountsAnswer.StoredSecrets)}"]);
    }

    [Fact]
    public void A_text_that_is_shown_once_is_in_the_answers_to_its_making_alone()
    {
        Answers.Where(t => t.GetProperty("Text") is not null).ShouldBe([typeof(IssuedKeyAnswer), typeof(IssuedTokenAnswer)], ignoreOrder: true);
    }

    [Fact]
    public void No_answer_holds_what_the_store_or_the_configuration_holds()
    {
        foreach (var type in Answers.SelectMany(t => t.GetProperties()).SelectMany(p => TypesOf(p.PropertyType)))
        {
            type.ShouldNotBe(typeof(byte[]));
            type.ShouldNotBe(typeof(Secret));
            type.ShouldNotBe(typeof(object));
            if (type.Namespace == typeof(StoredKey).Namespace)
            {
                type.ShouldBe(typeof(AdminRole));
            }

            type.Namespace.ShouldNotBe(typeof(GatewayOptions).Namespace);
        }
    }

    [Fact]
    public void A_body_knows_how_to_take_a_secret_and_is_never_an_answer()
    {
        Answers.SelectMany(t => t.GetProperties()).Select(p => p.PropertyType).ShouldNotContain(t => t.IsAssignableTo(typeof(WriteBody)));
    }

    private static IEnumerable<Type> TypesOf(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(TypesOf) : [type];
}
