using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Manager.News;

/// <summary>An event that is news for an account.</summary>
/// <param name="Type">The type of the news.</param>
/// <param name="Job">The job that it is about; null where it is about none.</param>
/// <param name="Happened">The event.</param>
/// <param name="Sequence">Its entry.</param>
/// <param name="AtMs">When it was decided.</param>
internal readonly record struct NewsItem(string Type, JobId? Job, Event Happened, long Sequence, long AtMs)
{
    /// <summary>What an event is news of; null when it is none for an account.</summary>
    public static NewsItem? Of(Event happened, long sequence, Instant at) => happened switch
    {
        UnitAccepted e => new(NewsTypes.UnitsAccepted, e.Run.Job, e, sequence, at.UnixMs),
        UnitRejected e => new(NewsTypes.UnitsRejected, e.Run.Job, e, sequence, at.UnixMs),
        ClaimUpheld e => new(NewsTypes.ClaimDecided, e.Job, e, sequence, at.UnixMs),
        ClaimRefused e => new(NewsTypes.ClaimDecided, e.Job, e, sequence, at.UnixMs),
        ClaimLapsed e => new(NewsTypes.ClaimDecided, e.Job, e, sequence, at.UnixMs),
        JobCompleted e => new(NewsTypes.JobCompleted, e.Job, e, sequence, at.UnixMs),
        JobFailed e => new(NewsTypes.JobFailed, e.Job, e, sequence, at.UnixMs),
        JobCancelled e => new(NewsTypes.JobCancelled, e.Job, e, sequence, at.UnixMs),
        QuotaNeared e => new(NewsTypes.QuotaNeared, null, e, sequence, at.UnixMs),
        _ => null,
    };
}
