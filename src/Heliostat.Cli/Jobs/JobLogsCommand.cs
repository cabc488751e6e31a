using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job logs</c>.</summary>
internal static class JobLogsCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Option<Guid?> Run = new("--run")
    {
        Description = "Print the log of this run only.",
        HelpName = "RUN",
    };

    private static readonly Option<string?> Status = new("--status")
    {
        Description = "Only runs in this state, such as FAILED.",
        HelpName = "STATE",
    };

    public static Command Create() => new Command("logs", "Show a job's runs, and what they logged.")
    {
        Job, Run, Status,
    }.Does(RunAsync).Shows("heliostat job logs JOB --status FAILED", "heliostat job logs JOB --run RUN");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var runs = run.Get(Run) is { } one
            ? [await client.Jobs.RunAsync(one, run.Cancellation)]
            : await client.Jobs.AllRunsAsync(run.Get(Job), run.Cancellation)
                .Where(found => run.Get(Status) is not { } status || found.Status == status)
                .ToListAsync();
        if (run.Terminal.IsJson)
        {
            var page = new ListPage<JobRunResource>(runs, 1, runs.Count, runs.Count);
            run.Terminal.Print(page, ApiJson.Default.ListPageJobRunResource);
            return;
        }

        JobTables.Print(run.Terminal, runs);
        foreach (var found in runs.Where(found => !string.IsNullOrEmpty(found.Logs)))
        {
            run.Terminal.Print($"--- {found.Uuid}");
            run.Terminal.Print(found.Logs!.TrimEnd('\n'));
        }
    }
}
