namespace Heliostat.Core.Jobs;

/// <summary>A job was submitted: the rule by which it is split, not the list of its tasks.</summary>
public sealed record JobSubmitted(JobId Job, AccountId Account, JobSpec Spec) : Event;

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
