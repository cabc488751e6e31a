using System.CommandLine;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Explaining;

/// <summary><c>heliostat explain job</c>.</summary>
internal static class ExplainJobCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    public static Command Create() => new Command("job", "Why is this job as it is?") { Job }.Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        ExplainCommand.Print(run.Terminal, await client.Explain.JobAsync(run.Get(Job), run.Cancellation));
    }
}
