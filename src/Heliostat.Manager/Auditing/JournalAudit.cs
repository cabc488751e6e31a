using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Auditing;

/// <summary>One pass over a journal, entry by entry, that keeps no more than the books.</summary>
internal sealed class JournalAudit : IDisposable
{
    private readonly JournalReader _journal;
    private readonly Findings _findings = new();
    private readonly EntryWriter _writer = new();
    private readonly SeedChecks _seeds;
    private readonly KeyChecks _keys;
    private readonly EnvelopeChecks _envelopes;
    private readonly HeadChecks _heads;
    private readonly FinalJobChecks _finals;
    private readonly long _end;
    private Network? _books = new();
    private ContentHash _hash = EntryChain.Start;
    private Instant _at;
    private long _sequence;
    private long _entries;
    private long _decided;
    private int _rebuilt;

    public JournalAudit(JournalReader journal, SignedHead? kept)
    {
        _journal = journal;
        _end = journal.LastEntry()?.Sequence ?? 0;
        _seeds = new SeedChecks(journal.Network, Upto(journal.Read(1)), _findings);
        _keys = new KeyChecks(_findings);
        _envelopes = new EnvelopeChecks(journal.Network, _findings);
        _heads = new HeadChecks(journal, kept, _findings);
        _finals = new FinalJobChecks(journal, _findings);
    }

    public AuditReport Run()
    {
        try
        {
            foreach (var stored in Upto(_journal.Read(1)))
            {
                Check(stored);
            }
        }
        catch (JournalException error)
        {
            _findings.Add($"The journal cannot be read beyond entry {_sequence}: {error.Message}");
            _books = null;
        }

        _envelopes.End();
        _seeds.End();
        _heads.End(_sequence);
        return new AuditReport
        {
            Network = _journal.Network,
            Entries = _entries,
            Decided = _decided,
            Signatures = _envelopes.Checked,
            Seeds = _seeds.Checked,
            Keys = _keys.Checked,
            Heads = _heads.Checked,
            DifferencesTotal = _findings.Total,
            Differences = _findings.Quoted,
            Remarks = _findings.Remarks,
            BooksHash = _books is null ? null : Books.HashOf(_books).ToString(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _envelopes.Dispose();
        _heads.Dispose();
    }

    // A manager may be writing meanwhile; what comes later is not part of this audit.
    private IEnumerable<StoredEntry> Upto(IEnumerable<StoredEntry> entries) =>
        entries.TakeWhile(entry => entry.Sequence <= _end);

    private void Check(StoredEntry stored)
    {
        _entries++;
        CheckChain(stored);
        if (Decode(stored) is { } entry)
        {
            CheckForm(stored, entry);
            _envelopes.Check(entry.Sequence, entry.Command);
            Decide(stored, entry);
            _seeds.Check(entry);
            _envelopes.Follow(entry.Sequence, entry.Events);
            _keys.Follow(entry.Sequence, entry.Events);
            _finals.Check(entry.Sequence, entry.Command);
            _heads.Follow(entry.Events);
        }

        _heads.Check(stored);
        (_sequence, _hash) = (stored.Sequence, stored.Hash);
    }

    private void CheckChain(StoredEntry stored)
    {
        if (stored.Sequence != _sequence + 1)
        {
            _findings.Add($"Entries {_sequence + 1} to {stored.Sequence - 1} are missing.");
            _books = null;
        }
        else if (stored.Previous != _hash)
        {
            _findings.Add(stored.Sequence, "it does not follow from the entry before it: the chain is broken.");
        }

        if (EntryChain.Next(stored.Previous, stored.Body.Span) != stored.Hash)
        {
            _findings.Add(stored.Sequence, "its bytes do not give its hash: it was altered.");
        }
    }

    private JournalEntry? Decode(StoredEntry stored)
    {
        try
        {
            return EntryDecoder.Decode(stored);
        }
        catch (JournalException error)
        {
            _findings.Add(stored.Sequence, $"it cannot be read: {error.InnerException?.Message ?? error.Message}");
            _books = null;
            return null;
        }
    }

    private void CheckForm(StoredEntry stored, JournalEntry entry)
    {
        if (entry.Sequence != stored.Sequence)
        {
            _findings.Add(stored.Sequence, $"it says that it is entry {entry.Sequence}.");
        }

        if (entry.At < _at)
        {
            _findings.Add(stored.Sequence, "its time lies before that of the entry before it.");
        }

        _at = entry.At > _at ? entry.At : _at;
    }

    private void Decide(StoredEntry stored, JournalEntry entry)
    {
        if (_books is null)
        {
            _findings.Remark(
                $"Entries from {entry.Sequence} on were not decided again, since the books are not known.");
            return;
        }

        try
        {
            if (entry.Rules == Network.Rules)
            {
                DecideAgain(stored, entry, _books);
            }
            else
            {
                _findings.Remark(
                    $"Entries of rules {entry.Rules} were not decided again; these rules are {Network.Rules}.");
                Apply(_books, entry);
            }
        }
        catch (Exception error) when (IsBroken(error))
        {
            _findings.Add(stored.Sequence, $"the books contradict it: {error.Message}");
            Rebuild(stored.Sequence);
        }
    }

    private void DecideAgain(StoredEntry stored, JournalEntry entry, Network books)
    {
        _decided++;
        var decision = books.Handle(entry.Command, entry.Stamp, new RecordedRunKeys(entry.Events));
        _writer.Clear();
        var again = _writer.Write(entry with { Events = decision.Events });
        if (again.Span.SequenceEqual(stored.Body.Span))
        {
            return;
        }

        var reason = decision.Refused is { } refused
            ? $"refuse it ({refused.Code})"
            : $"say {Words(decision.Events)} where it says {Words(entry.Events)}";
        _findings.Add(stored.Sequence, $"the rules {reason}.");
        Rebuild(stored.Sequence);
    }

    /// <summary>After a difference the books are those of our decision; go on from those of the record.</summary>
    private void Rebuild(long last)
    {
        _books = null;
        if (++_rebuilt > Audit.DifferencesQuotedMax)
        {
            return;
        }

        var books = new Network();
        try
        {
            foreach (var stored in _journal.Read(1).TakeWhile(entry => entry.Sequence <= last))
            {
                Apply(books, EntryDecoder.Decode(stored));
            }

            _books = books;
        }
        catch (Exception error) when (error is JournalException || IsBroken(error))
        {
            _findings.Remark($"The books cannot be kept beyond entry {last}: {error.Message}");
        }
    }

    private static void Apply(Network books, JournalEntry entry)
    {
        foreach (var happened in entry.Events)
        {
            books.Apply(happened, entry.At);
        }
    }

    // A record that was tampered with can lead the rules anywhere; whatever they throw is a finding, no fault of ours.
    private static bool IsBroken(Exception error) => error is InvariantException or InvalidOperationException
        or ArgumentException or NullReferenceException or OverflowException or KeyNotFoundException
        or IndexOutOfRangeException or System.Text.Json.JsonException or FormatException;

    private static string Words(IReadOnlyList<Event> events) => events.Count == 0
        ? "nothing"
        : string.Join(
            ", ",
            events.GroupBy(happened => happened.GetType().Name).Select(kind => $"{kind.Count()} {kind.Key}"));
}
