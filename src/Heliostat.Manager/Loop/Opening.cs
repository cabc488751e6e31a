using Heliostat.Core;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Loop;

/// <summary>Rebuilds the books: the newest good snapshot, and every entry after it.</summary>
internal static class Opening
{
    public static LoopParts Open(LoopOptions options, SecretVault vault, TimeProvider time, ILogger log)
    {
        var networkId = JournalFile.NetworkOf(options.JournalPath) ?? Guid.NewGuid();
        var file = JournalFile.Open(options.JournalPath, networkId);
        Ed25519PrivateKey? signingKey = null;
        try
        {
            var snapshot = new SnapshotFolder(options.SnapshotFolder, networkId, log).ReadNewest(file.Reader);
            var (network, last) = Replay(file.Reader, snapshot);
            var epochs = new EpochSecrets(vault, networkId);
            signingKey = vault.SigningKey();
            Demand(network, signingKey);
            epochs.Demand(network);
            return new LoopParts
            {
                NetworkId = networkId,
                File = file,
                Network = network,
                Clock = ManagerClock.Start(time, last, options.AcceptClock),
                Epochs = epochs,
                Keys = new LiveRunKeys(vault.RunKeys(networkId)),
                SigningKey = signingKey,
            };
        }
        catch
        {
            signingKey?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Applies every entry after a snapshot, or all of them; and says when the last one was decided.</summary>
    /// <exception cref="JournalException">An entry is altered or cannot be read.</exception>
    public static (Network Network, Instant? Last) Replay(JournalReader journal, Snapshot? snapshot)
    {
        var network = snapshot?.Network ?? new Network();
        var (sequence, hash) = (snapshot?.Sequence ?? 0, snapshot?.Hash ?? EntryChain.Start);
        Instant? last = null;
        foreach (var stored in journal.Read(sequence + 1))
        {
            last = Apply(network, stored, sequence, hash);
            (sequence, hash) = (stored.Sequence, stored.Hash);
        }

        // A snapshot of the very last entry leaves nothing to replay; its time stands in that entry.
        if (last is null && journal.LastEntry() is { } newest)
        {
            last = EntryDecoder.Decode(newest).At;
        }

        return (network, last);
    }

    private static Instant Apply(Network network, StoredEntry stored, long sequence, ContentHash hash)
    {
        if (stored.Sequence != sequence + 1 || EntryChain.Next(hash, stored.Body.Span) != stored.Hash)
        {
            throw new JournalException(
                $"Entry {sequence + 1} of the journal is missing or was altered. "
                + "Put a back-up in the journal's place; `heliostat audit` tells which entries are whole.");
        }

        var entry = EntryDecoder.Decode(stored);
        foreach (var happened in entry.Events)
        {
            network.Apply(happened, entry.At);
        }

        return entry.At;
    }

    private static void Demand(Network network, Ed25519PrivateKey signingKey)
    {
        var founded = network.Founding.SigningKey;
        if (founded.Length > 0 && founded != Convert.ToBase64String(signingKey.PublicKey))
        {
            throw new JournalException(
                "The vault's signing key is not the one that this network was founded with. "
                + "Put back the vault that this journal was written with.");
        }
    }
}
