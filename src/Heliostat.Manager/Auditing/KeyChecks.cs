using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Auditing;

/// <summary>
/// Checks, when a run's verification key is shown, that it is the one bound when the run was leased, and that every
/// draw followed from it. Keeps only runs whose keys are not shown yet.
/// </summary>
internal sealed class KeyChecks(Findings findings)
{
    private readonly Dictionary<JobId, Dictionary<RunId, OpenRun>> _open = [];

    /// <summary>Keys checked.</summary>
    public long Checked { get; private set; }

    public void Follow(long sequence, IReadOnlyList<Event> events)
    {
        foreach (var happened in events)
        {
            switch (happened)
            {
                case RunLeased { KeyHash: { } keyHash } e: Lease(e.Run, keyHash); break;
                case UnitReported { Commitment: { } commitment } e: Commit(e.Run, e.Unit, commitment); break;
                case CheckDrawn { Draw: { } draw } e: Draw(sequence, e.Check, draw); break;
                case RunKeyRevealed e: Reveal(sequence, e); break;
                case JobRetired e: _open.Remove(e.Job); break;
            }
        }
    }

    private void Lease(RunId run, ContentHash keyHash)
    {
        if (!_open.TryGetValue(run.Job, out var ofJob))
        {
            _open.Add(run.Job, ofJob = []);
        }

        ofJob[run] = new OpenRun(keyHash, [], []);
    }

    private void Commit(RunId run, int unit, ContentHash commitment)
    {
        if (Find(run) is { } open)
        {
            open.Commitments[unit] = commitment;
        }
    }

    private void Draw(long sequence, CheckId check, ContentHash draw)
    {
        if (Find(check.Run) is { } open && open.Commitments.TryGetValue(check.Unit, out var commitment))
        {
            open.Draws.Add((sequence, commitment, draw));
        }
        else
        {
            findings.Add(sequence, $"tiles were drawn for {check}, which nobody committed to, or whose key was shown.");
        }
    }

    private void Reveal(long sequence, RunKeyRevealed happened)
    {
        if (Find(happened.Run) is not { } open)
        {
            findings.Add(
                sequence, $"the key of run {happened.Run} is shown, but none was bound, or it was shown before.");
            return;
        }

        Checked++;
        _open[happened.Run.Job].Remove(happened.Run);
        var key = happened.Key.ToArray();
        if (ContentHash.Of(key) != open.KeyHash)
        {
            findings.Add(sequence, $"the key shown for run {happened.Run} is not the one bound when it was leased.");
        }

        foreach (var (drawnAt, commitment, draw) in open.Draws)
        {
            if (RunKeys.DrawOf(key, commitment) != draw)
            {
                findings.Add(drawnAt, $"the tiles drawn for run {happened.Run} do not follow from its key.");
            }
        }
    }

    private OpenRun? Find(RunId run) => _open.GetValueOrDefault(run.Job)?.GetValueOrDefault(run);

    private sealed record OpenRun(
        ContentHash KeyHash,
        Dictionary<int, ContentHash> Commitments,
        List<(long Sequence, ContentHash Commitment, ContentHash Draw)> Draws);
}
