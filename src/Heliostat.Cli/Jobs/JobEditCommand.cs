using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job edit</c>.</summary>
internal static class JobEditCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();
    private static readonly Option<int?> Priority = JobArguments.Priority("as it is");
    private static readonly Option<int?> MaxNodes = JobArguments.MaxNodes("as it is; 0: as many as fit", least: 0);
    private static readonly Option<int?> Retries = JobArguments.Retries("as it is");
    private static readonly Option<TimeSpan> RunTimeout = JobArguments.RunTimeout("as it is");

    public static Command Create()
    {
        var command = new Command("edit", "Change what a job may take, from its next runs on.")
        {
            Job, Priority, MaxNodes, Retries, RunTimeout,
        };
        command.Validators.Add(result =>
        {
            if (!command.Options.Any(option => result.GetResult(option) is { Implicit: false }))
            {
                result.AddError("Name what is to change: --priority, --max-nodes, --retries or --timeout.");
            }
        });
        return command.Does(RunAsync)
            .Shows("heliostat job edit JOB --priority 90", "heliostat job edit JOB --retries 3");
    }

    private static async Task RunAsync(CommandRun run)
    {
        var changes = new JobEditRequest
        {
            Priority = run.Get(Priority),
            MaxNodeCount = run.Get(MaxNodes),
            MaxRetryCount = run.Get(Retries),
            MaxTimeoutRunMs = run.Has(RunTimeout) ? (long)run.Get(RunTimeout).TotalMilliseconds : null,
        };
        using var client = run.Client();
        var job = await client.Jobs.EditAsync(run.Get(Job), changes, run.Cancellation);
        JobTables.PrintChanged(
            run.Terminal,
            job,
            $"has priority {job.Priority}, {(job.MaxNodeCount is { } most ? $"at most {most} nodes" : "any nodes")}, "
                + $"{Words.Count(job.MaxRetryCount, "retry", "retries")} and "
                + $"{TimeSpan.FromMilliseconds(job.MaxTimeoutRunMs ?? 0):g} a run");
    }
}
