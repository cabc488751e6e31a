using System.Diagnostics;
using System.Text.Json;
using Heliostat.Client;
using Heliostat.Protocol.Api;

namespace Heliostat.Bench.Echo;

/// <summary>
/// How many durable, signed echo tasks a second one manager carries, and how long one task takes at half that load.
/// </summary>
internal static class EchoBench
{
    private const int EndSecondsMax = 600;

    public static async Task RunAsync(BenchArguments arguments, BenchFolder folder)
    {
        var rounds = arguments.Count("rounds", 3);
        var load = new EchoLoad(
            arguments.Count("nodes", 100),
            arguments.Count("tasks", 200_000),
            arguments.Count("results-per-envelope", 4),
            arguments.Count("slots", 32));
        Console.WriteLine($"One manager, {load.Nodes} nodes in one process, {load.Tasks:N0} echo tasks a job, "
            + $"{load.SlotsPerNode} slots a node, signed envelopes, {Environment.ProcessorCount} cores.");

        await using var manager = await BenchManager.StartAsync(folder);
        var rate = await MeasureAsync(manager, folder, load, rounds);
        await MeasureAsync(manager, folder, load with { ResultsPerEnvelope = 1, Tasks = load.Tasks / 2 }, rounds);
        await using var nodes = await EchoNodes.StartAsync(manager, folder, load);
        await new OneTaskJobs(manager, rate / 2).RunAsync();
        Console.WriteLine($"journal: {new FileInfo(manager.JournalFile).Length / 1e6:N0} MB");
    }

    /// <summary>Runs one job from its submission until its last task is accepted.</summary>
    public static async Task<TimeSpan> RunJobAsync(BenchManager manager, int tasks)
    {
        var started = Stopwatch.GetTimestamp();
        var job = await manager.Consumer.Jobs.SubmitAsync(Request(tasks), CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(EndSecondsMax));
        while (!JobStatuses.HasEnded(job.Status))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(tasks > 1 ? 20 : 1), patience.Token);
            job = await manager.Consumer.Jobs.GetAsync(job.Uuid, patience.Token);
        }

        return job.Status == JobStatuses.Completed && job.Units.Accepted == tasks
            ? Stopwatch.GetElapsedTime(started)
            : throw new InvalidOperationException($"The job ended as {job.Status}: {job.StatusReason}");
    }

    private static async Task<double> MeasureAsync(
        BenchManager manager, BenchFolder folder, EchoLoad load, int rounds)
    {
        await using var nodes = await EchoNodes.StartAsync(manager, folder, load);
        await RunJobAsync(manager, load.Tasks / 10);
        var rate = new Spread("tasks/s");
        for (var round = 0; round < rounds; round++)
        {
            var took = await RunJobAsync(manager, load.Tasks);
            rate.Add(load.Tasks / took.TotalSeconds);
        }

        Console.WriteLine($"{load.ResultsPerEnvelope} results an envelope: {rate}");
        return rate.Median;
    }

    private static JobRequest Request(int tasks) => new()
    {
        Title = "echo benchmark",
        MaxTimeoutRunMs = 600_000,
        Parameters = new JobParameters(
            "plugin",
            JsonSerializer.SerializeToElement(
                new PluginParameters
                {
                    JobType = "echo",
                    Count = tasks,
                    Payload = JsonElement.Parse("{\"message\":\"one of many mirrors\"}"),
                },
                ApiJson.Default.PluginParameters)),
    };
}
