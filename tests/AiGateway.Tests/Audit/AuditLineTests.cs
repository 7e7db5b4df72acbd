using System.Text;
using AiGateway.Audit;

namespace AiGateway.Tests.Audit;

/// <summary>A record's line in the audit file.</summary>
public sealed class AuditLineTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var record = Records.Next(AuditHead.Start, "<b>\"quoted\"\\ & grün 🐌 </b>");
        var line = record.Line();

        line.Count(b => b == '\n').ShouldBe(1);
        AuditLine.TryRead(line.AsMemory(0, line.Length - 1), out var read).ShouldBeTrue();
        AuditHash.Of(read!).ShouldBe(record.Hash);
        read!.Line().ShouldBe(line);
    }

    [Fact]
    public void A_line_is_read_only_as_it_was_written()
    {
        var good = Encoding.UTF8.GetString(Records.Next(AuditHead.Start).Line()).TrimEnd('\n');
        string[] bad =
        [
            "", "{}", "null", "[]", "7", good + " ", " " + good, good[..^1], good[1..], good + good,
            good.Replace("{\"number\":1", "{\"extra\":1,\"number\":1", StringComparison.Ordinal),
            good.Replace("{\"number\":1", "{\"number\":1,\"number\":1", StringComparison.Ordinal),
            good.Replace("{\"number\":1", "{\"number\":1.0", StringComparison.Ordinal),
            good.Replace("\"number\":1,", "", StringComparison.Ordinal),
            good.Replace("\"operator\"", "\"owner\"", StringComparison.Ordinal),
            good.Replace("\"key\"", "\"\\u006bey\"", StringComparison.Ordinal),
            good.Replace("\"subject\":\"shop\"", "\"subject\":null", StringComparison.Ordinal),
            good.Replace("[\"name\"", "[null", StringComparison.Ordinal),
            good.Replace("Z\"", "+00:00\"", StringComparison.Ordinal),
            new('[', 10_000),
        ];

        AuditLine.TryRead(Encoding.UTF8.GetBytes(good), out _).ShouldBeTrue();
        bad.Distinct(StringComparer.Ordinal).Count().ShouldBe(bad.Length, "each must differ from the others");
        bad.ShouldNotContain(good);
        bad.Where(line => AuditLine.TryRead(Encoding.UTF8.GetBytes(line), out _)).ShouldBeEmpty();
    }
}
