using System.Text;
using AiGateway.Audit;
using AiGateway.Storage;

namespace AiGateway.Tests.Audit;

/// <summary>The hash of a record covers all of it and nothing can be shifted between fields.</summary>
public sealed class AuditHashTests
{
    [Fact]
    public void Every_field_counts()
    {
        var record = Records.Next(AuditHead.Start);
        string[] hashes = [record.Hash, .. record.Edits().Select(AuditHash.Of)];

        hashes.Distinct(StringComparer.Ordinal).Count().ShouldBe(hashes.Length);
        typeof(AuditRecord).GetProperties().Length.ShouldBe(14, "a field was added: it must go into the hash, and into this test");
    }

    [Fact]
    public void Text_that_moves_from_one_field_to_the_next_makes_another_hash()
    {
        var record = Records.Next(AuditHead.Start);

        AuditHash.Of(record with { Actor = "ab", Origin = "c" }).ShouldNotBe(AuditHash.Of(record with { Actor = "a", Origin = "bc" }));
        AuditHash.Of(record with { Fields = ["a", "b"] }).ShouldNotBe(AuditHash.Of(record with { Fields = ["ab"] }));
        AuditHash.Of(record with { Fields = ["a", ""] }).ShouldNotBe(AuditHash.Of(record with { Fields = ["a"] }));
        AuditHash.Of(record with { RequestId = "" }).ShouldNotBe(AuditHash.Of(record with { RequestId = null }));
        AuditHash.Of(record with { Subject = "é" }).ShouldNotBe(AuditHash.Of(record with { Subject = "e\u0301" }));
    }

    [Fact]
    public void The_encoding_stays_what_it_was_when_the_first_records_were_written()
    {
        var record = new AuditRecord
        {
            Number = 7,
            At = DateTimeOffset.FromUnixTimeMilliseconds(1_795_194_000_123),
            Actor = "cli:ada",
            Origin = "büro",
            Action = "key.create",
            Kind = "key",
            Subject = "abc123",
            Fields = ["models", "name"],
            After = "aa",
            Previous = AuditHash.None,
            Hash = "",
        };

        // Computed apart from this code, by Python's struct and hashlib.
        AuditHash.Of(record).ShouldBe("72f611fb250fb87e91110b1eccfae0ddc5badfeb66dff94b806be19e6eecf035");
    }

    [Fact]
    public void Text_that_is_no_Unicode_has_no_hash()
    {
        Should.Throw<EncoderFallbackException>(() => AuditHash.Of(Records.Next(AuditHead.Start) with { Subject = "\ud800" }));
    }

    [Theory]
    [InlineData("12:0000000000000000000000000000000000000000000000000000000000000000", true)]
    [InlineData("-1:0000000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("12:000000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("12:000000000000000000000000000000000000000000000000000000000000000G", false)]
    [InlineData("12:000000000000000000000000000000000000000000000000000000000000000A", false)]
    [InlineData(":0000000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("12", false)]
    [InlineData("", false)]
    public void A_place_in_the_chain_is_read_as_it_is_written(string text, bool isOne)
    {
        AuditHead.TryParse(text, out var head).ShouldBe(isOne);
        head?.ToString().ShouldBe(text);
    }
}
