using System.Text.RegularExpressions;
using AiGateway.Secrets;

namespace AiGateway.Tests.Secrets;

public sealed partial class TokenTextTests
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static TheoryData<string> Prefixes => [TokenText.VirtualKeyPrefix, TokenText.AdminPrefix];

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void A_new_one_has_its_form_and_can_be_taken_apart(string prefix)
    {
        var text = TokenText.Create(prefix, out var id);

        text.ShouldStartWith(prefix);
        Form().IsMatch(text[prefix.Length..]).ShouldBeTrue(text);
        TokenText.TryParse(prefix, text, out var found).ShouldBeTrue();
        found.ToString().ShouldBe(id);
    }

    [Fact]
    public void No_two_are_alike_and_every_letter_comes_everywhere()
    {
        var texts = Enumerable.Range(0, 3_000).Select(_ => TokenText.Create(TokenText.VirtualKeyPrefix, out var _)).ToArray();

        texts.Distinct().Count().ShouldBe(texts.Length);
        texts.Select(text => text.Substring(6, 12)).Distinct().Count().ShouldBe(texts.Length);
        for (var place = 19; place < 62; place++)
        {
            // A letter misses a place with a probability of (61/62)^3000, less than 1 in 10^21.
            texts.Select(text => text[place]).Distinct().Count().ShouldBe(62);
        }
    }

    [Fact]
    public void A_rotated_one_keeps_its_id_and_shares_nothing_else()
    {
        var first = TokenText.Create(TokenText.VirtualKeyPrefix, out var id);
        var second = TokenText.Create(TokenText.VirtualKeyPrefix, id);

        TokenText.TryParse(TokenText.VirtualKeyPrefix, second, out var found).ShouldBeTrue();
        found.ToString().ShouldBe(id);
        second[19..].ShouldNotBe(first[19..]);
    }

    [Fact]
    public void One_wrong_letter_anywhere_is_noticed()
    {
        var text = TokenText.Create(TokenText.VirtualKeyPrefix, out _);

        for (var place = 0; place < text.Length; place++)
        {
            foreach (var letter in Letters.Where(letter => letter != text[place]))
            {
                TokenText.TryParse(TokenText.VirtualKeyPrefix, $"{text[..place]}{letter}{text[(place + 1)..]}", out _).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Two_letters_that_changed_places_are_noticed()
    {
        var text = TokenText.Create(TokenText.VirtualKeyPrefix, out _);

        for (var place = 0; place + 1 < text.Length; place++)
        {
            if (text[place] != text[place + 1])
            {
                TokenText.TryParse(TokenText.VirtualKeyPrefix, $"{text[..place]}{text[place + 1]}{text[place]}{text[(place + 2)..]}", out _).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void What_is_cut_padded_or_foreign_is_none()
    {
        var text = TokenText.Create(TokenText.VirtualKeyPrefix, out _);
        string[] others =
        [
            "", " ", "sk-gw-", text[..^1], text + "a", " " + text[1..], text + "\n", text.ToUpperInvariant(), text.Replace('-', '_'), text.Replace("sk-gw-", "sk-gw–"),
            new string('é', text.Length), new string('\0', text.Length), "' OR 1=1 --".PadRight(text.Length, 'a'), new string('a', 1_000_000),
            $"{text[..20]}\u0661{text[21..]}", "sk-gw-" + new string('-', text.Length - 6),
        ];

        foreach (var other in others)
        {
            TokenText.TryParse(TokenText.VirtualKeyPrefix, other, out var id).ShouldBeFalse(other[..Math.Min(80, other.Length)]);
            id.IsEmpty.ShouldBeTrue();
        }
    }

    [Fact]
    [Trait("Promise", "H11")]
    public void One_for_one_purpose_is_none_for_another()
    {
        TokenText.TryParse(TokenText.AdminPrefix, TokenText.Create(TokenText.VirtualKeyPrefix, out _), out _).ShouldBeFalse();
        TokenText.TryParse(TokenText.VirtualKeyPrefix, TokenText.Create(TokenText.AdminPrefix, out _), out _).ShouldBeFalse();

        // Not even with the other prefix put before it: the check covers that too.
        var token = TokenText.Create(TokenText.AdminPrefix, out _);
        TokenText.TryParse(TokenText.VirtualKeyPrefix, TokenText.VirtualKeyPrefix + token[TokenText.AdminPrefix.Length..], out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("ABCDEFGHIJKL")]
    [InlineData("abcdefghijk-")]
    [InlineData("abcdefghijklm")]
    public void An_id_that_is_none_is_refused(string id) => Should.Throw<ArgumentException>(() => TokenText.Create(TokenText.VirtualKeyPrefix, id));

    [GeneratedRegex("^[a-z0-9]{12}-[0-9A-Za-z]{49}$")]
    private static partial Regex Form();
}
