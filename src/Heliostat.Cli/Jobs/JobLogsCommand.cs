using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Jobs;

/// <summary><c>heliostat job logs</c>.</summary>
internal static class JobLogsCommand
{
    private const int LookMilliseconds = 500;

    private static readonly Argument<Guid> Job = JobArguments.Job();

    private static readonly Option<string?> Run = new("--run")
    {
        Description = "Only this run: its id, or the number of its task, whose last run it is then.",
        HelpName = "RUN",
    };

    private static readonly Option<string?> Status = new("--status")
    {
        Description = "Only runs in this state, such as FAILED.",
        HelpName = "STATE",
    };

    private static readonly Option<bool> Follow = new("--follow", "-f")
    {
        Description = "Print what one run prints until it ends: of several, the one that was leased last.",
    };

    private static readonly Option<int?> Tail = JobArguments.WithBounds(
        new Option<int?>("--tail")
        {
            Description = "Only the last lines of each log. [default: all that are kept for a page, or with -f all]",
            HelpName = "N",
        },
        0,
        int.MaxValue);

    public static Command Create() => new Command("logs", "Show a job's runs, and what they printed.")
    {
        Job, Run, Status, Follow, Tail,
    }.Does(RunAsync).Shows(
        "heliostat job logs JOB -f",
        "heliostat job logs JOB --run 7 --tail 20",
        "heliostat job logs JOB --status FAILED");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        if (run.Get(Follow))
        {
            await FollowAsync(run, client);
            return;
        }

        var runs = await FindAsync(run, client);
        if (run.Terminal.IsJson)
        {
            var page = new ListPage<JobRunResource>(runs, 1, runs.Count, runs.Count);
            run.Terminal.Print(page, ApiJson.Default.ListPageJobRunResource);
            return;
        }

        JobTables.Print(run.Terminal, runs);
        foreach (var found in runs)
        {
            var shown = found.Logs is null ? await client.Jobs.RunAsync(found.Uuid, run.Cancellation) : found;
            if (LogLines.Last(shown.Logs ?? "", run.Get(Tail)) is { Length: > 0 } text)
            {
                run.Terminal.Print($"--- {found.Uuid}");
                run.Terminal.Print(SafeText.Of(text).TrimEnd('\n'));
            }
        }
    }

    private static async Task<IReadOnlyList<JobRunResource>> FindAsync(CommandRun run, HeliostatClient client)
    {
        if (Guid.TryParseExact(run.Get(Run), "D", out var one))
        {
            return [await client.Jobs.RunAsync(one, run.Cancellation)];
        }

        var runs = await client.Jobs.AllRunsAsync(run.Get(Job), run.Cancellation)
            .Where(found => run.Get(Status) is not { } status || found.Status == status)
            .ToListAsync();
        if (run.Get(Run) is not { } task)
        {
            return runs;
        }

        return runs.Where(found => $"{found.TaskNumber}" == task).MaxBy(found => found.Attempt) is { } last
            ? [await client.Jobs.RunAsync(last.Uuid, run.Cancellation)]
            : throw CliFailure.Failed(
                "run-unknown", $"The job has no run of task {task} yet.", "'heliostat job logs JOB' lists its runs.");
    }

    private static async Task FollowAsync(CommandRun run, HeliostatClient client)
    {
        var found = await FirstAsync(run, client);
        run.Terminal.Say($"Run {found} ...");
        long? bytes = run.Get(Tail) is null ? null : LogLines.TailBytes;
        var isFirst = true;
        await foreach (var text in client.Logs.FollowAsync(found, bytes, run.Cancellation))
        {
            Console.Out.Write(SafeText.Of(isFirst ? LogLines.Last(text, run.Get(Tail)) : text));
            await Console.Out.FlushAsync(run.Cancellation);
            isFirst = false;
        }

        var ended = await client.Jobs.RunAsync(found, run.Cancellation);
        run.Terminal.Say($"Run {found} is {ended.Status}.{(ended.StatusReason is { } why ? $" Why: {why}." : "")}");
    }

    /// <summary>The run that is to be followed; waits for one while the job has none and has not ended.</summary>
    private static async Task<Guid> FirstAsync(CommandRun run, HeliostatClient client)
    {
        while (true)
        {
            if (run.Get(Run) is not null)
            {
                return (await FindAsync(run, client))[0].Uuid;
            }

            var page = await client.Jobs.RunsAsync(
                new RunListQuery { Job = run.Get(Job), Status = run.Get(Status), Limit = 1 }, run.Cancellation);
            if (page.Data is [var last])
            {
                return last.Uuid;
            }

            if (await client.Jobs.GetAsync(run.Get(Job), run.Cancellation) is { CompletedAt: not null })
            {
                throw CliFailure.Failed("run-unknown", "The job ended and never ran.", "");
            }

            await Task.Delay(LookMilliseconds, run.Cancellation);
        }
    }
}
