using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Jobs;

/// <summary>What is said when a job that was waited for has ended, or a PERSISTENT one runs.</summary>
internal static class JobEnding
{
    /// <summary>Prints how it stands; returns the exit code.</summary>
    public static int Print(Terminal terminal, JobResource job)
    {
        if (terminal.IsJson)
        {
            terminal.Print(job, ApiJson.Default.JobResource);
        }
        else
        {
            terminal.Print(Sentence(job));
        }

        if (job.Status == JobStatuses.Running)
        {
            terminal.Say($"'heliostat ssh {job.Uuid}' and 'heliostat port-forward {job.Uuid} PORT' reach it, and "
                + $"'heliostat job cancel {job.Uuid}' stops it.");
            return ExitCodes.Ok;
        }

        if (job.Status != JobStatuses.Completed)
        {
            terminal.Say($"'heliostat explain job {job.Uuid}' and 'heliostat job logs {job.Uuid}' say more.");
        }

        return job.Status == JobStatuses.Completed ? ExitCodes.Ok : ExitCodes.JobNotCompleted;
    }

    private static string Sentence(JobResource job)
    {
        if (job.Status == JobStatuses.Running)
        {
            return $"Job {job.Uuid} is {job.Status}.";
        }

        var done = $"{job.Units.Accepted} of {Words.Count(job.Units.Total, JobTables.NounOf(job))} accepted";
        var rejected = job.Units.Rejected == 0 ? "" : $", {job.Units.Rejected} rejected on the way";
        var why = job.Status == JobStatuses.Completed || string.IsNullOrEmpty(job.StatusReason)
            ? ""
            : $" Why: {job.StatusReason}.";
        return $"Job {job.Uuid} is {job.Status}: {done}{rejected}.{why}";
    }
}
