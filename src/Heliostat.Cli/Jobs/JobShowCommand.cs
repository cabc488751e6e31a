using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job show</c>.</summary>
internal static class JobShowCommand
{
    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Option<bool> Units = new("--units")
    {
        Description = "Show each frame (or array index) that was reported, its node and its verdict.",
    };

    public static Command Create() => new Command("show", "Show one job.") { Job, Units }
        .Does(RunAsync)
        .Shows("heliostat job show JOB --units");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var id = run.Get(Job);
        var job = await client.Jobs.GetAsync(id, run.Cancellation);
        if (!run.Get(Units))
        {
            PrintJob(run.Terminal, job);
            return;
        }

        var units = await client.Jobs.AllUnitsAsync(id, run.Cancellation).ToListAsync();
        if (run.Terminal.IsJson)
        {
            var page = new ListPage<UnitResource>(units, 1, units.Count, units.Count);
            run.Terminal.Print(page, ApiJson.Default.ListPageUnitResource);
            return;
        }

        JobTables.Print(run.Terminal, job);
        JobTables.Print(run.Terminal, units);
    }

    private static void PrintJob(Terminal terminal, JobResource job)
    {
        if (terminal.IsJson)
        {
            terminal.Print(job, ApiJson.Default.JobResource);
        }
        else
        {
            JobTables.Print(terminal, job);
        }
    }
}
