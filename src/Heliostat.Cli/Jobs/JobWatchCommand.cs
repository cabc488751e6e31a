using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job watch</c>.</summary>
internal static class JobWatchCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Option<DirectoryInfo?> Output =
        JobArguments.Output("Bring frames here as they are accepted; those here already stay. [default: none]");

    public static Command Create() => new Command("watch", "Follow a job until it ends.") { Job, Output }
        .Does(RunAsync)
        .Shows("heliostat job watch JOB --output frames");

    private static async Task<int> RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var follower = new JobFollower(client, run.Terminal);
        var job = await follower.FollowAsync(run.Get(Job), run.Get(Output)?.FullName, run.Cancellation);
        return JobEnding.Print(run.Terminal, job);
    }
}
