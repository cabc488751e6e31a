using System.CommandLine;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Explaining;

/// <summary><c>heliostat explain task</c>.</summary>
internal static class ExplainTaskCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Argument<int> Number = new("TASK") { Description = "The task's number, from 0." };

    public static Command Create() => new Command("task", "Why is this task of a job as it is?") { Job, Number }
        .Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var why = await client.Explain.TaskAsync(run.Get(Job), run.Get(Number), run.Cancellation);
        ExplainCommand.Print(run.Terminal, why);
    }
}
