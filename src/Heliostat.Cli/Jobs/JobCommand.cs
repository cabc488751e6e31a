using System.CommandLine;
using Heliostat.Cli.Containers;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job</c>: what consumers do.</summary>
internal static class JobCommand
{
    public static Command Create() => new(
        "job", "Submit, run, list, follow, change and cancel jobs, and fetch what they made.")
    {
        JobSubmitCommand.Create(),
        JobRunCommand.Create(),
        JobListCommand.Create(),
        JobShowCommand.Create(),
        JobWatchCommand.Create(),
        JobEditCommand.Create(),
        JobPauseCommand.Create(),
        JobResumeCommand.Create(),
        JobCancelCommand.Create(),
        JobDownloadCommand.Create(),
        JobLogsCommand.Create(),
        JobClaimCommand.Create(),
        JobClaimsCommand.Create(),
        JobApproveCommand.Create(),
    };
}
