namespace Heliostat.Core.Jobs;

/// <summary>A job was submitted: the rule by which it is split, not the list of its tasks.</summary>
public sealed record JobSubmitted(JobId Job, AccountId Account, JobSpec Spec) : Event;

/// <summary>Every job that a job waited for is completed.</summary>
public sealed record JobReleased(JobId Job) : Event;

/// <summary>A job's consumer wants no task of it placed for now; what nodes have goes on.</summary>
public sealed record JobPaused(JobId Job) : Event;

/// <summary>A paused job goes on.</summary>
public sealed record JobResumed(JobId Job) : Event;

/// <summary>A job's consumer changed what it may take, for everything that is leased from here on.</summary>
public sealed record JobEdited(JobId Job, JobLimits Limits) : Event;

/// <summary>Every unit of a job was accepted.</summary>
public sealed record JobCompleted(JobId Job) : Event;

/// <summary>A job failed; what was accepted stays.</summary>
public sealed record JobFailed(JobId Job, string Reason) : Event;

/// <summary>A job's consumer asked to stop it.</summary>
public sealed record JobCancelling(JobId Job, string Reason) : Event;

/// <summary>A job is stopped; what was accepted stays.</summary>
public sealed record JobCancelled(JobId Job) : Event;

/// <summary>A job that ended is final, and leaves the books.</summary>
public sealed record JobRetired(JobId Job) : Event;
