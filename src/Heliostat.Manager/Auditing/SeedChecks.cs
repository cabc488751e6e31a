using Heliostat.Core.Founding;
using Heliostat.Core.Journal;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Auditing;

/// <summary>Checks that every seed follows from its epoch's secret, as far as secrets were shown.</summary>
internal sealed class SeedChecks
{
    private static readonly byte[] Mark = "\"epoch-opened\""u8.ToArray();

    private readonly Guid _network;
    private readonly Findings _findings;
    private readonly Dictionary<int, byte[]> _secrets = [];
    private int _epoch = -1;
    private long _open;

    /// <summary>Looks through the journal for the secrets that it shows; each comes a week after its seeds.</summary>
    public SeedChecks(Guid network, IEnumerable<StoredEntry> entries, Findings findings)
    {
        (_network, _findings) = (network, findings);
        EpochOpened? before = null;
        foreach (var stored in entries)
        {
            if (stored.Body.Span.IndexOf(Mark) < 0 || Decode(stored) is not { } entry)
            {
                continue;
            }

            foreach (var opened in entry.Events.OfType<EpochOpened>())
            {
                Learn(entry.Sequence, before, opened);
                before = opened;
            }
        }
    }

    /// <summary>Seeds checked.</summary>
    public long Checked { get; private set; }

    public void Check(JournalEntry entry)
    {
        if (_epoch < 0)
        {
            Compare(entry, Seeds.BeforeFirstEpoch(_network, entry.Sequence));
        }
        else if (_secrets.TryGetValue(_epoch, out var secret))
        {
            Compare(entry, Seeds.Of(secret, entry.Sequence));
        }
        else
        {
            _open++;
        }

        foreach (var happened in entry.Events)
        {
            _epoch = happened is EpochOpened opened ? opened.Number : _epoch;
        }
    }

    public void End()
    {
        if (_open > 0)
        {
            _findings.Remark(
                $"The seeds of {_open} entries can be checked once the secret of their epoch is shown, a week later.");
        }
    }

    // What cannot be read is found and said by the main pass.
    private static JournalEntry? Decode(StoredEntry stored)
    {
        try
        {
            return EntryDecoder.Decode(stored);
        }
        catch (JournalException)
        {
            return null;
        }
    }

    private void Learn(long sequence, EpochOpened? before, EpochOpened opened)
    {
        if (before is null)
        {
            return;
        }

        if (opened.PreviousSecret is { } secret && ContentHash.Of(secret.ToArray()) == before.SecretHash)
        {
            _secrets[before.Number] = secret.ToArray();
        }
        else
        {
            _findings.Add(sequence, $"the secret shown for epoch {before.Number} is not the one that its hash binds.");
        }
    }

    private void Compare(JournalEntry entry, ContentHash seed)
    {
        Checked++;
        if (entry.Seed != seed)
        {
            _findings.Add(entry.Sequence, "its seed does not follow from its epoch's secret: chance was chosen.");
        }
    }
}
