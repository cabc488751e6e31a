using Heliostat.Core;
using Heliostat.Core.Founding;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Auditing;

/// <summary>
/// Checks the journal's signed heads, and one that somebody outside kept, by which a cut tail and a rewritten chain are
/// found: a manager can write its journal anew, but cannot take back what it signed.
/// </summary>
internal sealed class HeadChecks : IDisposable
{
    private readonly Guid _network;
    private readonly Findings _findings;
    private readonly SignedHead? _kept;
    private readonly IEnumerator<(long Sequence, SignedHead? Head)> _heads;
    private bool _hasHead;
    private Ed25519PublicKey? _key;
    private long _headed;

    public HeadChecks(JournalReader journal, SignedHead? kept, Findings findings)
    {
        (_network, _kept, _findings) = (journal.Network, kept, findings);
        _heads = journal.ReadHeads().GetEnumerator();
        _hasHead = _heads.MoveNext();
    }

    /// <summary>Heads checked.</summary>
    public long Checked { get; private set; }

    public void Follow(IReadOnlyList<Event> events)
    {
        foreach (var happened in events)
        {
            if (happened is NetworkFounded founded && _key is null && Ed25519.IsAvailable)
            {
                _key = Read(founded.SigningKey);
                CheckKept();
            }
        }
    }

    /// <summary>Compares what was signed about an entry.</summary>
    public void Check(StoredEntry entry)
    {
        if (_kept is not null && _kept.Sequence == entry.Sequence && _kept.EntryHash != entry.Hash)
        {
            _findings.Add(entry.Sequence, "the head that was kept names another hash: the chain was rewritten.");
        }

        while (_hasHead && _heads.Current.Sequence <= entry.Sequence)
        {
            Check(entry, _heads.Current.Sequence, _heads.Current.Head);
            _hasHead = _heads.MoveNext();
        }
    }

    public void End(long last)
    {
        if (_headed != last)
        {
            _findings.Add($"Entries {_headed + 1} to {last} are under no signed head.");
        }

        if (_kept is not null && _kept.Sequence > last)
        {
            _findings.Add(
                $"The journal ends at entry {last}, but the head that was kept is of entry {_kept.Sequence}: "
                + "its tail was cut off.");
        }

        if (_key is null && Ed25519.IsAvailable)
        {
            _findings.Add("The journal names no key that signs its heads, so none could be checked.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _heads.Dispose();
        _key?.Dispose();
    }

    private static Ed25519PublicKey? Read(string key)
    {
        Span<byte> bytes = stackalloc byte[Ed25519.PublicKeyBytes];
        return Convert.TryFromBase64String(key, bytes, out var length) && length == bytes.Length
            ? Ed25519PublicKey.FromBytes(bytes)
            : null;
    }

    private void CheckKept()
    {
        if (_kept is null)
        {
            return;
        }

        Checked++;
        if (_kept.Network != _network)
        {
            _findings.Add($"The head that was kept is of network {_kept.Network}, the journal of {_network}.");
        }
        else if (_key is not null && !_kept.Verify(_key))
        {
            _findings.Add("The head that was kept was not signed with the key that this network was founded with.");
        }
    }

    private void Check(StoredEntry entry, long sequence, SignedHead? head)
    {
        Checked++;
        if (head is null || sequence != entry.Sequence || head.Sequence != sequence || head.Network != _network)
        {
            _findings.Add(sequence, "its signed head is damaged, or of something else.");
            return;
        }

        _headed = sequence;
        if (head.EntryHash != entry.Hash)
        {
            _findings.Add(sequence, "its signed head names another hash.");
        }
        else if (_key is not null && (!head.Verify(_key) || head.KeyId != JsonWebKey.ThumbprintOf(_key.Bytes)))
        {
            _findings.Add(sequence, "its head was not signed with the key that the network was founded with.");
        }
    }
}
