using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job pause</c>.</summary>
internal static class JobPauseCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    public static Command Create() =>
        new Command("pause", "Place nothing more of a job for now. What nodes have of it goes on.") { Job }
            .Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var job = await client.Jobs.PauseAsync(run.Get(Job), run.Cancellation);
        JobTables.PrintChanged(run.Terminal, job, "is paused");
    }
}
