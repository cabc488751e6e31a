using System.Collections.Concurrent;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Jobs;

/// <summary>The particulars of jobs from the vault, the newest ones kept in memory.</summary>
internal sealed class ParticularsShelf(SecretVault vault)
{
    /// <summary>Jobs whose particulars are kept in memory.</summary>
    public const int KeptMax = 1_000;

    private readonly ConcurrentDictionary<ContentHash, JobParticulars> _kept = new();
    private readonly ConcurrentQueue<ContentHash> _order = new();

    /// <summary>The particulars with this name, or null when the vault has them no longer.</summary>
    public JobParticulars? Find(ContentHash name)
    {
        if (_kept.TryGetValue(name, out var kept))
        {
            return kept;
        }

        if (vault.Open(VaultKinds.Job, name.ToString()) is not { } bytes)
        {
            return null;
        }

        var read = JobParticulars.Read(bytes);
        Keep(name, read);
        return read;
    }

    /// <summary>What to seal before the job is submitted.</summary>
    public static SealedValue ToSeal(ContentHash name, byte[] particulars) =>
        new(VaultKinds.Job, name.ToString(), particulars);

    /// <summary>Keeps what was just sealed, for it will be dispatched soon.</summary>
    public void Keep(ContentHash name, JobParticulars particulars)
    {
        if (!_kept.TryAdd(name, particulars))
        {
            return;
        }

        _order.Enqueue(name);
        while (_order.Count > KeptMax && _order.TryDequeue(out var oldest))
        {
            _kept.TryRemove(oldest, out _);
        }
    }

    /// <summary>Lets go of the particulars of a job that was refused.</summary>
    public void Forget(ContentHash name)
    {
        _kept.TryRemove(name, out _);
        vault.Forget(VaultKinds.Job, name.ToString());
    }
}
