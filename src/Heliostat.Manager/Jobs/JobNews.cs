using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Jobs;

/// <summary>That something changed about a job, or about one unit of it.</summary>
internal readonly record struct JobNews(JobId Job, int? Unit, long Sequence)
{
    /// <summary>What an event is news of; null when it is none for the job's consumer.</summary>
    public static JobNews? Of(Event happened, long sequence) => happened switch
    {
        UnitReported e => new(e.Run.Job, e.Unit, sequence),
        UnitAccepted e => new(e.Run.Job, e.Unit, sequence),
        UnitRejected e => new(e.Run.Job, e.Unit, sequence),
        UnitReturned e => new(e.Run.Job, e.Unit, sequence),
        UnitEscalated e => new(e.Run.Job, e.Unit, sequence),
        UnitClaimed e => new(e.Job, e.Unit, sequence),
        ClaimUpheld e => new(e.Job, e.Unit, sequence),
        ClaimRefused e => new(e.Job, e.Unit, sequence),
        UnitWithdrawn e => new(e.Job, e.Unit, sequence),
        ClaimLapsed e => new(e.Job, e.Unit, sequence),
        JobApproved e => new(e.Job, null, sequence),
        RunLeased e => new(e.Run.Job, null, sequence),
        RunStarted e => new(e.Run.Job, null, sequence),
        JobReleased e => new(e.Job, null, sequence),
        JobPaused e => new(e.Job, null, sequence),
        JobResumed e => new(e.Job, null, sequence),
        JobEdited e => new(e.Job, null, sequence),
        JobCompleted e => new(e.Job, null, sequence),
        JobFailed e => new(e.Job, null, sequence),
        JobCancelled e => new(e.Job, null, sequence),
        _ => null,
    };
}
