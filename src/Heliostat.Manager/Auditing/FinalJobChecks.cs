using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Auditing;

/// <summary>
/// Holds what the host said of jobs that had ended, when a command named them, against the entries in which they ended.
/// </summary>
internal sealed class FinalJobChecks(JournalReader journal, Findings findings)
{
    public void Check(long sequence, Command command)
    {
        foreach (var final in (command as SubmitJob)?.Final ?? [])
        {
            if (final.Sequence >= sequence || HowItEnded(final) != final.State)
            {
                findings.Add(
                    sequence, $"entry {final.Sequence} does not say that job {final.Job} is {final.State}.");
            }
        }
    }

    private JobState? HowItEnded(FinalJob final)
    {
        foreach (var stored in journal.Read(final.Sequence))
        {
            return stored.Sequence == final.Sequence ? HowItEnded(stored, final.Job) : null;
        }

        return null;
    }

    private static JobState? HowItEnded(StoredEntry stored, JobId job)
    {
        foreach (var happened in EntryDecoder.Decode(stored).Events)
        {
            switch (happened)
            {
                case JobCompleted e when e.Job == job: return JobState.Completed;
                case JobFailed e when e.Job == job: return JobState.Failed;
                case JobCancelled e when e.Job == job: return JobState.Cancelled;
                default: continue;
            }
        }

        return null;
    }
}
