namespace Heliostat.Core.Jobs;

/// <summary>
/// What the host knows of a job that may have left the books, for a command that names it. Audit holds it against the
/// entry.
/// </summary>
/// <param name="Job">The job, of the account that names it.</param>
/// <param name="State">How it ended.</param>
/// <param name="Sequence">The entry in which it ended.</param>
public sealed record FinalJob(JobId Job, JobState State, long Sequence);
