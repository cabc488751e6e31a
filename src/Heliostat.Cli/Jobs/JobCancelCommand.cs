using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job cancel</c>.</summary>
internal static class JobCancelCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = "Why, for whoever reads the job later.",
        HelpName = "TEXT",
    };

    public static Command Create() =>
        new Command("cancel", "Cancel a job. Frames that were accepted stay.") { Job, Reason }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var job = await client.Jobs.CancelAsync(run.Get(Job), run.Get(Reason), run.Cancellation);
        JobTables.PrintChanged(run.Terminal, job, $"is {job.Status}");
    }
}
