using Heliostat.Core.Jobs;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Blobs;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Jobs;

/// <summary>Submits jobs: what is to stay out of the journal is sealed first, then the rules decide.</summary>
internal sealed class JobSubmission(
    ManagerLoop loop, SealQueue seals, ParticularsShelf shelf, ViewReads reads, StorageDesk storage)
{
    /// <summary>Submits; a job that an earlier request with the same idempotency key made is found again.</summary>
    public async Task<(JobId? Job, long Sequence, ProblemAnswer? Problem)> SubmitAsync(
        AskedJob asked, Caller caller, OnceOnly once)
    {
        var (particulars, bytes) = (asked.Particulars, asked.Particulars.ToBytes());
        var name = JobParticulars.NameOf(bytes);
        if (ContentHash.TryParse(once.KnownName, out var known))
        {
            name = known;
            if (await reads.FindSubmittedAsync(caller.Account, known) is { } made)
            {
                return (made, 0, null);
            }

            (particulars, bytes) = shelf.Find(known) is { } kept ? (kept, kept.ToBytes()) : (particulars, bytes);
        }

        if (storage.WhyNoMore(caller.Account) is { } over)
        {
            return (null, 0, over);
        }

        if (await FinalOfAsync(asked.Spec, caller) is not { } final)
        {
            return (null, 0, Problems.ViewsBehind);
        }

        await seals.SealAsync([ParticularsShelf.ToSeal(name, bytes), .. once.ToSeal(name.ToString())]);
        shelf.Keep(name, particulars);
        var command = new SubmitJob(
            caller.Account, asked.Spec with { Particulars = name }, final.Count > 0 ? final : null);
        var outcome = await loop.SubmitAsync(command, caller.Nonce);
        if (outcome.Refused is { } refused)
        {
            shelf.Forget(name);
            return (null, 0, Problems.From(refused));
        }

        var submitted = (JobSubmitted)outcome.Decision.Events[0];
        return (submitted.Job, outcome.Sequence, null);
    }

    /// <summary>Those of the jobs it depends on that have ended; null while the views are too far behind.</summary>
    private async Task<List<FinalJob>?> FinalOfAsync(JobSpec spec, Caller caller)
    {
        var final = new List<FinalJob>();
        if (spec.DependsOn is not { } jobs)
        {
            return final;
        }

        if (!await reads.CatchUpAsync(CancellationToken.None))
        {
            return null;
        }

        foreach (var job in jobs.Take(JobSpec.DependsOnMax))
        {
            if (reads.FindJob(job.Value, caller) is { EndedSequence: { } sequence } row
                && JobResources.HasEnded(row.State))
            {
                final.Add(new FinalJob(job, row.State, sequence));
            }
        }

        return final;
    }
}
