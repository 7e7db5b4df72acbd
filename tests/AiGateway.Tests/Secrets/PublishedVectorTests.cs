using System.Security.Cryptography;
using System.Text;
using AiGateway.Secrets;

namespace AiGateway.Tests.Secrets;

/// <summary>What standards publish as the outcome of given inputs, through the code that the gateway itself uses.</summary>
public sealed class PublishedVectorTests
{
    /// <summary>Test cases 13, 14, 15 and 16 of "The Galois/Counter Mode of Operation", which NIST's validation suite takes over.</summary>
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b")]
    [InlineData(
        "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "00000000000000000000000000000000", "",
        "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919")]
    [InlineData(
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255", "",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
        "b094dac5d93471bdec1a502270e3cc6c")]
    [InlineData(
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b")]
    public void A_box_is_AES_256_GCM(string key, string nonce, string plain, string associated, string cipher, string tag)
    {
        var box = SecretBox.Seal(Bytes(key), Bytes(nonce), Bytes(plain), Bytes(associated));

        Convert.ToHexStringLower(box).ShouldBe(nonce + cipher + tag);
        Convert.ToHexStringLower(SecretBox.Open(Bytes(key), box, Bytes(associated))).ShouldBe(plain);
    }

    /// <summary>RFC 4231, test cases 1, 2, 6 and 7.</summary>
    [Theory]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
    [InlineData("4a656665", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("aa*131", "Test Using Larger Than Block-Size Key - Hash Key First", "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")]
    [InlineData(
        "aa*131",
        "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2")]
    public void A_digest_is_HMAC_SHA256(string key, string text, string expected)
    {
        var digest = new byte[32];

        KeyDerivation.Digest(key == "aa*131" ? [.. Enumerable.Repeat((byte)0xAA, 131)] : Bytes(key), text, digest);

        Convert.ToHexStringLower(digest).ShouldBe(expected);
    }

    /// <summary>RFC 5869, test case 3: the one without salt and info, of which 32 bytes are wanted here.</summary>
    [Fact]
    public void A_derived_key_is_HKDF_SHA256()
    {
        var key = KeyDerivation.Derive([.. Enumerable.Repeat((byte)0x0B, 22)], "");

        Convert.ToHexStringLower(key).ShouldBe("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    }

    /// <summary>The check value that catalogues of checksums list for CRC-32.</summary>
    [Fact]
    public void The_checksum_is_CRC_32() => Crc32.Of("123456789").ShouldBe(0xCBF43926u);

    /// <summary>What the ring does must stay the same for ever, or no stored digest and no stored secret outlives an update.</summary>
    [Fact]
    public void The_ring_derives_a_key_for_each_purpose_by_name()
    {
        byte[] root = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        var ring = new KeyRing(new Dictionary<string, byte[]> { ["m"] = root }, "m", new Dictionary<string, byte[]> { ["p"] = root }, "p");
        byte[] Hmac(string name) => HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, root, 32, info: Encoding.UTF8.GetBytes(name)), "text"u8);

        ring.Digest(KeyPurpose.VirtualKey, "p", "text").ShouldBe(Hmac("aigateway/1/virtual-key"));
        ring.Digest(KeyPurpose.AdminToken, "p", "text").ShouldBe(Hmac("aigateway/1/admin-token"));
        ring.Digest(KeyPurpose.AuditDigest, "p", "text").ShouldBe(Hmac("aigateway/1/audit-digest"));
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, root, 32, info: "aigateway/1/secret-box"u8.ToArray());
        var print = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, root, 4, info: "aigateway/1/fingerprint"u8.ToArray()));
        byte[] id = [.. "m-"u8, .. Encoding.ASCII.GetBytes(print)];
        ring.Open("owner", $"m-{print}", SecretBox.Seal(key, "value"u8, [0, 0, 0, (byte)id.Length, .. id, .. "owner"u8])).ShouldBe("value");
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);
}
