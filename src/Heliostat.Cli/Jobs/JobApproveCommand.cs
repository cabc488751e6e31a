using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job approve</c>.</summary>
internal static class JobApproveCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    public static Command Create() =>
        new Command("approve", "Accept a job's results as they are. Nothing of it can be claimed any more.") { Job }
            .Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var job = await client.Jobs.ApproveAsync(run.Get(Job), run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(job, ApiJson.Default.JobResource);
        }
        else
        {
            run.Terminal.Print($"Job {job.Uuid} is final.");
        }
    }
}
