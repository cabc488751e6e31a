using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job resume</c>.</summary>
internal static class JobResumeCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    public static Command Create() => new Command("resume", "Let a paused job go on.") { Job }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var job = await client.Jobs.ResumeAsync(run.Get(Job), run.Cancellation);
        JobTables.PrintChanged(run.Terminal, job, $"goes on and is {job.Status}");
    }
}
