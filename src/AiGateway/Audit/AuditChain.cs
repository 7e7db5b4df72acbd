using System.Globalization;
using System.Text;
using AiGateway.Storage;

namespace AiGateway.Audit;

/// <summary>Follows the chain of records, one at a time and in bounded memory.</summary>
/// <param name="mayRewind">
/// Whether a record may take the place of the last change's: so it is in a file, which has the records of a change before the change is committed,
/// and of one that then was not. In a store nothing takes another's place.
/// </param>
internal sealed class AuditChain(bool mayRewind)
{
    /// <summary>The place before the last change, and one after each of its records.</summary>
    private readonly List<AuditHead> _places = [AuditHead.Start];

    private AuditRecord? _last;
    private AuditHead? _anchor;

    /// <summary>The place before the first record.</summary>
    public AuditHead Anchor => _anchor ?? AuditHead.Start;

    /// <summary>The place after the last record.</summary>
    public AuditHead Head => _places[^1];

    /// <summary>The places from before the last change on; one change may have many records.</summary>
    public IReadOnlyList<AuditHead> LastChange => _places;

    /// <summary>How many records make up the chain.</summary>
    public long Records { get; private set; }

    /// <summary>How many records were replaced, since their changes were never committed.</summary>
    public long Replaced { get; private set; }

    /// <summary>Begins after a place, rather than wherever the first record says.</summary>
    public void StartAfter(AuditHead anchor)
    {
        _anchor = anchor;
        _last = null;
        _places.Clear();
        _places.Add(anchor);
    }

    /// <summary>Takes the next record.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Add(AuditRecord record)
    {
        if (!HasItsHash(record))
        {
            return Say($"Record {record.Number} is not what it was: its hash is another.");
        }

        if (_anchor is null)
        {
            if (record.Number < 1 || (record.Number == 1 && record.Previous != AuditHash.None))
            {
                return Say($"Record {record.Number} claims that there was one before the first.");
            }

            StartAfter(new AuditHead(record.Number - 1, record.Previous));
        }

        if (mayRewind)
        {
            Rewind(new AuditHead(record.Number - 1, record.Previous));
        }

        if (record.Number != Head.Number + 1)
        {
            return record.Number > Head.Number + 1
                ? Say($"Records are missing: {Head.Number} is followed by {record.Number}.")
                : Say($"Record {record.Number} stands after record {Head.Number}.");
        }

        if (record.Previous != Head.Hash)
        {
            return Say($"Record {record.Number} does not follow record {Head.Number} as that one is now: one of the two was changed or exchanged.");
        }

        if (_last is null || !IsSameChange(_last, record) || _places.Count > AuditTrail.Most)
        {
            _places.RemoveRange(0, _places.Count - 1);
        }

        _places.Add(new AuditHead(record.Number, record.Hash));
        _last = record;
        Records++;
        return null;
    }

    private void Rewind(AuditHead place)
    {
        var index = _places.IndexOf(place);
        if (index >= 0 && index < _places.Count - 1)
        {
            var replaced = _places.Count - 1 - index;
            _places.RemoveRange(index + 1, replaced);
            Replaced += replaced;
            Records -= replaced;
        }
    }

    private static bool IsSameChange(AuditRecord one, AuditRecord next) =>
        one.At == next.At && one.Actor == next.Actor && one.Origin == next.Origin && one.RequestId == next.RequestId;

    private static bool HasItsHash(AuditRecord record)
    {
        try
        {
            return AuditHash.IsHash(record.Hash) && record.Hash == AuditHash.Of(record);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
