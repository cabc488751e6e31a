using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Claims;

/// <summary>A consumer says that an accepted frame is bad.</summary>
/// <param name="Job">The job.</param>
/// <param name="Number">The claim's number in the job, from 1.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Run">The run that did it.</param>
/// <param name="Reason">The name under which the consumer's words are sealed: their salted hash.</param>
/// <param name="WaitsUntil">When it is decided by what was heard until then.</param>
public sealed record UnitClaimed(
    JobId Job, int Number, int Unit, RunId Run, ContentHash Reason, Instant WaitsUntil) : Event;

/// <summary>A verifier has rendered a claimed frame whole and compared it with the worker's.</summary>
/// <param name="Check">Its check.</param>
/// <param name="Number">The claim.</param>
/// <param name="Node">The verifier.</param>
/// <param name="Agrees">True when its frame is the worker's, and the delivered file as well.</param>
/// <param name="Proves">
/// True when it does not agree, and that is to be seen from what the worker handed over or delivered.
/// </param>
/// <param name="RefutesEarlier">True when it does not agree in what the earlier verifier had looked at.</param>
/// <param name="Dispute">In what it does not agree; null when it does.</param>
/// <param name="Picture">Its picture, as it would be delivered.</param>
/// <param name="Reason">What it found, in words.</param>
public sealed record WitnessHeard(
    CheckId Check,
    int Number,
    NodeId Node,
    bool Agrees,
    bool Proves,
    bool RefutesEarlier,
    Dispute? Dispute,
    BlobName? Picture,
    string Reason) : Event;

/// <summary>A claim holds: the frame is accepted no more.</summary>
/// <param name="Job">The job.</param>
/// <param name="Number">The claim.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Run">The run that did it.</param>
/// <param name="Worker">The node of that run.</param>
/// <param name="IsProven">True when two verifiers agree on what the frame should be: the worker is to blame.</param>
/// <param name="Task">
/// The task in which it is done again; null in a job that failed or was cancelled, and for a frame that has to wait for
/// a region that is done again.
/// </param>
/// <param name="Reason">Why, in words.</param>
public sealed record ClaimUpheld(
    JobId Job, int Number, int Unit, RunId Run, NodeId Worker, bool IsProven, int? Task, string Reason) : Event;

/// <summary>A claim does not hold: the frame stays.</summary>
public sealed record ClaimRefused(JobId Job, int Number, int Unit, RunId Run, string Reason) : Event;

/// <summary>Nobody could look at a claimed frame in time: it stays, and nothing is shown.</summary>
public sealed record ClaimLapsed(JobId Job, int Number, int Unit, RunId Run, string Reason) : Event;

/// <summary>
/// What a unit is made of is accepted no more, so the unit is not either; it is made again once all of that is there.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Unit">The unit: a stitched frame, or a video.</param>
/// <param name="WasAccepted">
/// True when it is accepted until now; false when it was waited for, was being made, or a claim about it ended with
/// this.
/// </param>
/// <param name="Reason">Why, in words.</param>
public sealed record UnitWithdrawn(JobId Job, int Unit, bool WasAccepted, string Reason) : Event;

/// <summary>A consumer accepts a job's results as they are; nothing can be claimed any more.</summary>
public sealed record JobApproved(JobId Job) : Event;
