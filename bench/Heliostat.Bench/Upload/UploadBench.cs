using System.Diagnostics;
using Heliostat.Bench.Overhead;

namespace Heliostat.Bench.Upload;

/// <summary>
/// What it takes to bring a large scene to a manager, again when nothing changed, and from there to a node: time, and
/// the most memory of each process. The scene's own files are deleted before a node fetches them.
/// </summary>
internal static class UploadBench
{
    private const int FetchMinutesMax = 10;

    // Files that were changed a moment ago are not remembered.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(BenchArguments arguments, BenchFolder folder)
    {
        var bytes = (long)(arguments.Number("gigabytes", 2) * 1_000_000_000);
        var scene = await BigScene.MakeAsync(folder.Under("scene"), bytes);
        await Task.Delay(Rest);
        await using var manager = await BenchManager.StartAsync(folder);
        var atRest = PeakMemory.MegabytesOf(manager.ProcessId);

        var first = await Submission.RunAsync(manager, folder, scene);
        var again = new Spread("s");
        for (var round = 0; round < arguments.Count("rounds", 3); round++)
        {
            again.Add((await Submission.RunAsync(manager, folder, scene)).Took.TotalSeconds);
        }

        Directory.Delete(folder.Under("home"), recursive: true);
        var read = await Submission.RunAsync(manager, folder, scene);
        var managerPeak = PeakMemory.MegabytesOf(manager.ProcessId);
        Directory.Delete(folder.Under("scene"), recursive: true);
        var (fetched, nodePeak) = await FetchAsync(manager, folder, first.Job.Uuid);

        Console.WriteLine($"{bytes / 1e9:0.0} GB in {BigScene.Files} files, each time by `heliostat job submit`:");
        Console.WriteLine($"pack, hash, upload, submit:               {first.Took.TotalSeconds:0.00} s");
        Console.WriteLine($"again, unchanged:                         {again}");
        Console.WriteLine($"again, without the memory of hashes:      {read.Took.TotalSeconds:0.00} s");
        Console.WriteLine($"a node, from connected to first report:   {fetched.TotalSeconds:0.00} s");
        Console.WriteLine($"most memory of the client:                {first.PeakMegabytes} MB");
        Console.WriteLine($"most memory of the manager:               {managerPeak} MB ({atRest} MB at its start)");
        Console.WriteLine($"most memory of the node:                  {nodePeak} MB");
    }

    private static async Task<(TimeSpan Took, int? PeakMegabytes)> FetchAsync(
        BenchManager manager, BenchFolder folder, Guid job)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(FetchMinutesMax));
        var worker = await BenchNode.RegisterAsync(manager, folder, "worker");
        await using var process = await worker.StartAndWaitAsync(manager);
        var started = Stopwatch.GetTimestamp();
        await foreach (var news in manager.Consumer.Jobs.WatchAsync(job, patience.Token))
        {
            if (news.Unit is not null)
            {
                return (Stopwatch.GetElapsedTime(started), PeakMemory.MegabytesOf(process.Id));
            }
        }

        throw new InvalidOperationException("The job's events ended before its frame was reported.");
    }
}
