using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job list</c>.</summary>
internal static class JobListCommand
{
    private static readonly Option<string?> Status = new Option<string?>("--status")
    {
        Description = "Only jobs in this state.",
        HelpName = "STATE",
    }.AcceptOnlyFromAmong("PENDING", "ASSIGNED", "RUNNING", "COMPLETED", "FAILED", "CANCELLING", "CANCELLED");

    private static readonly Option<string?> Kind = new Option<string?>("--task")
    {
        Description = "Only jobs of this kind.",
        HelpName = "KIND",
    }.AcceptOnlyFromAmong("BATCH", "PERSISTENT");

    private static readonly Option<string> Sort = new Option<string>("--sort")
    {
        Description = "By what they are sorted, with a minus before it for the newest first.",
        HelpName = "FIELD",
        DefaultValueFactory = _ => "-created_at",
    }.AcceptOnlyFromAmong("created_at", "-created_at", "updated_at", "-updated_at");

    private static readonly Option<int> Limit = JobArguments.Limit();
    private static readonly Option<int> Page = JobArguments.Page();

    public static Command Create() => new Command("list", "List your jobs.")
    {
        Status, Kind, Sort, Limit, Page,
    }.Does(RunAsync).Shows("heliostat job list --status RUNNING", "heliostat job list --json | jq -r '.data[].uuid'");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var query = new JobListQuery
        {
            Status = run.Get(Status),
            Task = run.Get(Kind),
            Sort = run.Get(Sort)!,
            Limit = run.Get(Limit),
            Page = run.Get(Page),
        };
        var jobs = await client.Jobs.ListAsync(query, run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(jobs, ApiJson.Default.ListPageJobResource);
            return;
        }

        JobTables.Print(run.Terminal, jobs.Data);
        if (jobs.Total > jobs.Data.Count)
        {
            run.Terminal.Say($"Page {jobs.Page}: {jobs.Data.Count} of {Words.Count(jobs.Total, "job")}.");
        }
    }
}
