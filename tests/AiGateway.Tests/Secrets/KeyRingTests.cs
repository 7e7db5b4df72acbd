using System.Text;
using AiGateway.Secrets;

namespace AiGateway.Tests.Secrets;

public sealed class KeyRingTests
{
    private const string Plain = "sk-provider-4f1c9a77";

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData(Plain)]
    [InlineData("π ≠ 3, 😀")]
    public void What_was_sealed_can_be_opened(string plain)
    {
        var ring = Rings.Random();

        var (id, box) = ring.Seal("openai", plain);

        id.ShouldBe(ring.MasterKeyId);
        id.ShouldMatch("^k1-[0-9a-f]{8}$");
        ring.Open("openai", id, box).ShouldBe(plain);
    }

    [Fact]
    [Trait("Promise", "H4")]
    public void A_box_in_which_any_bit_was_changed_does_not_open()
    {
        var ring = Rings.Random();
        var (id, box) = ring.Seal("openai", Plain);

        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            var changed = (byte[])box.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Should.Throw<SecretUnreadableException>(() => ring.Open("openai", id, changed)).Message.ShouldNotContain(Plain);
        }
    }

    [Fact]
    [Trait("Promise", "H4")]
    public void A_box_that_is_cut_or_longer_does_not_open()
    {
        var ring = Rings.Random();
        var (id, box) = ring.Seal("openai", Plain);

        for (var length = 0; length < box.Length; length++)
        {
            Should.Throw<SecretUnreadableException>(() => ring.Open("openai", id, box.AsSpan(0, length)));
        }

        Should.Throw<SecretUnreadableException>(() => ring.Open("openai", id, [.. box, 0]));
    }

    [Fact]
    [Trait("Promise", "H4")]
    [Trait("Promise", "H11")]
    public void A_box_of_one_owner_does_not_open_for_another()
    {
        var ring = Rings.Random();
        var (id, box) = ring.Seal("openai", Plain);

        foreach (var other in (string[])["anthropic", "openai2", "open", "OpenAI", ""])
        {
            Should.Throw<SecretUnreadableException>(() => ring.Open(other, id, box)).Message.ShouldContain($"`{other}`");
        }
    }

    [Fact]
    [Trait("Promise", "H4")]
    public void A_box_does_not_open_under_the_id_of_another_key_even_where_that_is_the_same_key()
    {
        var keys = Rings.Keys("a");
        keys["b"] = keys["a"];
        var ring = new KeyRing(keys, "a", Rings.Keys("p"), "p");
        var (id, box) = ring.Seal("openai", Plain);
        var other = ring.MasterKeyIds.Single(one => one != id);

        Should.Throw<SecretUnreadableException>(() => ring.Open("openai", other, box));
        ring.Open("openai", id, box).ShouldBe(Plain);
    }

    [Fact]
    public void Id_and_owner_cannot_lend_each_other_letters()
    {
        // Both ids end with the same fingerprint, so that only where the one ends and the owner begins can tell them apart.
        var keys = Rings.Keys("a");
        var print = new KeyRing(keys, "a", Rings.Keys("p"), "p").MasterKeyId[1..];
        keys[$"a{print}b"] = keys["a"];
        var ring = new KeyRing(keys, "a", Rings.Keys("p"), "p");
        var (id, box) = ring.Seal($"b{print}c", Plain);

        Should.Throw<SecretUnreadableException>(() => ring.Open("c", $"{id}b{print}", box)).InnerException.ShouldNotBeNull("the id is there, but it is another");
    }

    [Fact]
    [Trait("Promise", "H5")]
    public void A_key_that_is_not_there_is_named()
    {
        var (id, box) = Rings.Random("same").Seal("openai", Plain);
        var other = Rings.Random("same");

        other.HasMasterKey(id).ShouldBeFalse("another key is another one, whatever it is called");
        Should.Throw<SecretUnreadableException>(() => other.Open("openai", id, box)).Message.ShouldContain($"master key `{id}`, which is not configured");
    }

    [Fact]
    [Trait("Promise", "H6")]
    public void An_older_master_key_still_opens_and_the_one_in_force_seals()
    {
        var keys = Rings.Keys("old", "new");
        var (id, box) = new KeyRing(keys, "old", Rings.Keys("p"), "p").Seal("openai", Plain);
        var ring = new KeyRing(keys, "new", Rings.Keys("p"), "p");

        ring.Open("openai", id, box).ShouldBe(Plain);
        ring.Seal("openai", Plain).MasterKeyId.ShouldStartWith("new-");
    }

    [Fact]
    public void The_same_secret_is_never_sealed_to_the_same_bytes()
    {
        var ring = Rings.Random();

        Enumerable.Range(0, 200).Select(_ => Convert.ToHexString(ring.Seal("openai", Plain).Box)).Distinct().Count().ShouldBe(200);
    }

    [Fact]
    [Trait("Promise", "H11")]
    public void The_same_text_has_another_digest_for_each_purpose_and_pepper()
    {
        var ring = Rings.Random("p1", "p2");
        var digests =
            from purpose in Enum.GetValues<KeyPurpose>()
            from pepper in ring.PepperIds
            select Convert.ToHexString(ring.Digest(purpose, pepper, "sk-gw-1"));

        digests.Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public void A_digest_is_the_same_with_and_without_allocating()
    {
        var ring = Rings.Random();

        foreach (var text in (string[])["", "sk-gw-1", "ключ", new string('x', 512), new string('é', 5_000), "\ud800"])
        {
            var digest = new byte[40];
            ring.TryDigest(KeyPurpose.VirtualKey, ring.PepperId, text, digest).ShouldBeTrue();
            digest[..32].ShouldBe(ring.Digest(KeyPurpose.VirtualKey, ring.PepperId, text));
            digest[32..].ShouldAllBe(b => b == 0);
        }
    }

    [Fact]
    public void A_digest_on_the_request_path_allocates_nothing()
    {
        var ring = Rings.Random();
        var text = TokenText.Create(TokenText.VirtualKeyPrefix, out _);
        var digest = new byte[32];
        var id = TokenText.TryParse(TokenText.VirtualKeyPrefix, text, out _);
        ring.TryDigest(KeyPurpose.VirtualKey, "k1", text, digest);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            id &= TokenText.TryParse(TokenText.VirtualKeyPrefix, text, out _) && ring.TryDigest(KeyPurpose.VirtualKey, "k1", text, digest);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000, "no byte a call, and a little for whatever the runtime does once");
        id.ShouldBeTrue();
    }

    [Fact]
    public void A_pepper_that_is_not_there_makes_no_digest()
    {
        var ring = Rings.Random();
        var digest = new byte[32];

        ring.TryDigest(KeyPurpose.VirtualKey, "k2", "text", digest).ShouldBeFalse();
        digest.ShouldAllBe(b => b == 0);
        Should.Throw<ArgumentException>(() => ring.Digest(KeyPurpose.VirtualKey, "k2", "text"));
    }

    [Fact]
    public void A_peppers_configured_id_will_do_but_not_anothers_fingerprint()
    {
        var ring = Rings.Random("k1");

        ring.PepperId.ShouldMatch("^k1-[0-9a-f]{8}$");
        ring.PepperIds.ShouldBe([ring.PepperId]);
        ring.Digest(KeyPurpose.VirtualKey, "k1", "text").ShouldBe(ring.Digest(KeyPurpose.VirtualKey, ring.PepperId, "text"));
        ring.HasPepper(Rings.Random("k1").PepperId).ShouldBeFalse();
    }

    [Fact]
    public void A_ring_may_lack_a_kind()
    {
        var none = new Dictionary<string, byte[]>();
        var onlyPeppers = new KeyRing(none, null, Rings.Keys("p"), "p");
        var onlyMasterKeys = new KeyRing(Rings.Keys("m"), "m", none, null);

        Should.Throw<InvalidOperationException>(() => onlyPeppers.Seal("openai", Plain));
        onlyPeppers.Digest(KeyPurpose.VirtualKey, "p", "text").Length.ShouldBe(32);
        onlyMasterKeys.PepperId.ShouldBeEmpty();
        onlyMasterKeys.TryDigest(KeyPurpose.VirtualKey, "", "text", new byte[32]).ShouldBeFalse();
    }

    [Fact]
    public void Keys_of_another_length_and_choices_that_are_not_there_are_refused()
    {
        var good = Rings.Keys("a");
        var odd = new Dictionary<string, byte[]> { ["a"] = new byte[31] };

        Should.Throw<ArgumentException>(() => new KeyRing(odd, "a", good, "a"));
        Should.Throw<ArgumentException>(() => new KeyRing(good, "a", odd, "a"));
        Should.Throw<ArgumentException>(() => new KeyRing(good, "b", good, "a"));
        Should.Throw<ArgumentException>(() => new KeyRing(good, "a", good, "b"));
    }

    [Fact]
    public void A_box_shows_nothing_of_its_content()
    {
        var (_, box) = Rings.Random().Seal("openai", Plain);

        Encoding.Latin1.GetString(box).ShouldNotContain("sk-");
        box.Length.ShouldBe(Plain.Length + SecretBox.Overhead);
    }
}
