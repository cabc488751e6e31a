namespace Heliostat.Core.Jobs;

/// <summary>What the books and the views alike say of a job that stands still.</summary>
public static class JobWords
{
    /// <summary>Why no task of a paused job is placed.</summary>
    public const string Paused = "paused by its consumer";

    /// <summary>Why a job that was just submitted is not placed; empty where nothing keeps it.</summary>
    public static string WhyWaiting(JobSpec spec) => spec.DependsOn is { Count: > 0 } jobs
        ? $"waits for job {string.Join(", ", jobs)} to complete"
        : "";
}
