using AiGateway.Audit;
using AiGateway.Storage;

namespace AiGateway.Tests.Audit;

/// <summary>J7: what was done to a chain of records shows.</summary>
public sealed class AuditChainTests
{
    private const int Length = 12;

    [Fact]
    public void A_sound_chain_is_sound()
    {
        var records = Records.Chain(Length);
        var chain = new AuditChain(mayRewind: false);

        records.Select(chain.Add).ShouldAllBe(problem => problem == null);
        chain.Head.ShouldBe(records[^1].Place());
        chain.Records.ShouldBe(Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_edit_of_any_record_shows(bool isFile)
    {
        var records = Records.Chain(Length);
        for (var i = 0; i < Length; i++)
        {
            foreach (var edit in records[i].Edits())
            {
                Problem([.. records[..i], edit, .. records[(i + 1)..]], isFile).ShouldNotBeNull();

                // With a hash of its own it is a sound record, which the next one does not follow.
                if (i < Length - 1)
                {
                    Problem([.. records[..i], Records.Sealed(edit), .. records[(i + 1)..]], isFile).ShouldNotBeNull();
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_deletion_that_leaves_an_end_shows(bool isFile)
    {
        var records = Records.Chain(Length);
        for (var from = isFile ? 1 : 0; from < Length - 1; from++)
        {
            for (var to = from + 1; to < Length; to++)
            {
                Problem([.. records[..from], .. records[to..]], isFile).ShouldNotBeNull();
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_exchange_of_two_records_shows(bool isFile)
    {
        var records = Records.Chain(Length);
        for (var one = 0; one < Length; one++)
        {
            for (var other = one + 1; other < Length; other++)
            {
                AuditRecord[] moved = [.. records];
                (moved[one], moved[other]) = (moved[other], moved[one]);
                Problem(moved, isFile).ShouldNotBeNull();
            }
        }
    }

    [Fact]
    public void A_record_put_in_between_shows()
    {
        var records = Records.Chain(Length);
        for (var at = 1; at < Length; at++)
        {
            var forged = Records.Next(records[at - 1].Place(), "forged");
            Problem([.. records[..at], forged, .. records[at..]], isFile: false).ShouldNotBeNull();
            Problem([.. records[..at], records[at - 1], .. records[at..]], isFile: false).ShouldNotBeNull();

            // In a file it is taken for a change that was not committed, which the verdict counts; it is no part of the chain.
            var file = new AuditChain(mayRewind: true);
            ((AuditRecord[])[.. records[..at], forged, .. records[at..]]).Select(file.Add).ShouldAllBe(problem => problem == null);
            file.Replaced.ShouldBe(1);
            file.Head.ShouldBe(records[^1].Place());
        }
    }

    [Fact]
    public void In_a_file_a_change_takes_the_place_of_one_that_was_not_committed()
    {
        var records = Records.Chain(3);
        var lost = Records.Next(records[1].Place(), "lost");
        var lostToo = Records.Next(records[1].Place(), "lost too");
        var chain = new AuditChain(mayRewind: true);

        foreach (var record in (AuditRecord[])[records[0], records[1], lost, lostToo, records[2]])
        {
            chain.Add(record).ShouldBeNull();
        }

        chain.Head.ShouldBe(records[2].Place());
        chain.Records.ShouldBe(3);
        chain.Replaced.ShouldBe(2);
        Problem([records[0], records[1], lost, records[2]], isFile: false).ShouldNotBeNull("in the store nothing takes another's place");
    }

    [Fact]
    public void In_a_file_nothing_takes_the_place_of_what_came_before_the_last_change()
    {
        var records = Records.Chain(5);

        Problem([.. records, Records.Next(records[2].Place(), "forged")], isFile: true).ShouldNotBeNull();
    }

    [Fact]
    public void A_change_of_many_records_gives_way_as_a_whole_or_in_part()
    {
        var records = Records.Chain(2);
        var head = records[^1].Place();
        var batch = new List<AuditRecord>();
        for (var i = 0; i < AuditTrail.Most; i++)
        {
            batch.Add(Records.Sealed(Records.Next(head) with { At = records[0].At.AddDays(1), RequestId = "batch" }));
            head = batch[^1].Place();
        }

        foreach (var place in (AuditHead[])[records[^1].Place(), batch[200].Place()])
        {
            var chain = new AuditChain(mayRewind: true);
            AuditRecord[] all = [.. records, .. batch, Records.Next(place, "instead")];
            all.Select(chain.Add).ShouldAllBe(problem => problem == null);
            chain.Head.Number.ShouldBe(place.Number + 1);
        }
    }

    [Fact]
    public void A_chain_begins_where_retention_has_cut_it()
    {
        var records = Records.Chain(Length);
        var chain = new AuditChain(mayRewind: false);
        chain.StartAfter(records[4].Place());
        records[5..].Select(chain.Add).ShouldAllBe(problem => problem == null);

        var other = new AuditChain(mayRewind: false);
        other.StartAfter(records[3].Place());
        other.Add(records[5]).ShouldNotBeNull();
        var forged = new AuditChain(mayRewind: false);
        forged.StartAfter(records[4].Place() with { Hash = new string('a', 64) });
        forged.Add(records[5]).ShouldNotBeNull();
    }

    [Fact]
    public void A_cut_at_the_end_and_a_chain_made_anew_show_to_whoever_remembers()
    {
        var records = Records.Chain(Length);
        var remembered = records[8].Place();

        Remembers(records, remembered).ShouldBeNull();
        Remembers(records[..9], remembered).ShouldBeNull();
        Remembers(records[..8], remembered).ShouldNotBeNull();
        Remembers([.. records[..5], .. Records.Chain(Length, Records.Next(records[4].Place(), "forged").Place()).Prepend(Records.Next(records[4].Place(), "forged"))], remembered)
            .ShouldNotBeNull();
    }

    private static string? Remembers(IReadOnlyList<AuditRecord> records, AuditHead remembered)
    {
        var chain = new AuditChain(mayRewind: false);
        var memory = new AuditMemory(remembered);
        foreach (var record in records)
        {
            chain.Add(record).ShouldBeNull();
            memory.See(chain.Head);
        }

        return memory.ProblemOf(chain);
    }

    private static string? Problem(IReadOnlyList<AuditRecord> records, bool isFile)
    {
        var chain = new AuditChain(isFile);
        if (!isFile)
        {
            chain.StartAfter(AuditHead.Start);
        }

        return records.Select(chain.Add).FirstOrDefault(problem => problem is not null);
    }
}
