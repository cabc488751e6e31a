using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Heliostat.Client;
using Heliostat.Protocol.Api;

namespace Heliostat.Bench.Overhead;

/// <summary>The same frames through the network: submitted by the program, followed by its events.</summary>
internal sealed class NetworkRender(BenchManager manager, BenchFolder folder)
{
    private const int EndMinutesMax = 30;

    /// <summary>
    /// The job, and how long it took to pack and upload, from submission to the last report, and from there to the last
    /// verdict. The verifiers are of different operators, and only the first one is needed where all bits agree.
    /// </summary>
    public async Task<(Guid Job, TimeSpan Packed, TimeSpan Reported, TimeSpan Verified)> RunAsync(
        string scene, int samples, int frames, IReadOnlyList<BenchNode> verifiers)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(EndMinutesMax));
        var started = DateTimeOffset.UtcNow;
        var job = await SubmitAsync(scene, samples, frames);
        var submitted = DateTimeOffset.FromUnixTimeMilliseconds(job.CreatedAt);
        var reported = await LastReportAsync(job.Uuid, frames, patience.Token);
        var (checking, ended) = await VerifyAsync(job.Uuid, verifiers, patience.Token);
        return ended.Units.Accepted == frames
            ? (job.Uuid, submitted - started, reported - submitted, DateTimeOffset.UtcNow - checking)
            : throw new InvalidOperationException($"The job ended as {ended.Status}: {ended.StatusReason}");
    }

    private async Task<(DateTimeOffset Since, JobResource Ended)> VerifyAsync(
        Guid id, IReadOnlyList<BenchNode> verifiers, CancellationToken patience)
    {
        var processes = new List<ProgramProcess>();
        try
        {
            foreach (var verifier in verifiers)
            {
                processes.Add(await verifier.StartAndWaitAsync(manager));
            }

            var since = DateTimeOffset.UtcNow;
            while (true)
            {
                var job = await manager.Consumer.Jobs.GetAsync(id, patience);
                if (JobStatuses.HasEnded(job.Status))
                {
                    return (since, job);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), patience);
            }
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    private async Task<JobResource> SubmitAsync(string scene, int samples, int frames)
    {
        var keyFile = folder.Under("consumer.json");
        if (!File.Exists(keyFile))
        {
            KeyFiles.Write(keyFile, manager.ConsumerKey);
        }

        using var process = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("HELIOSTAT_PROGRAM")!,
            [
                "job", "submit", scene, "--url", manager.Url, "--key-file", keyFile, "--json",
                "--frames", $"1-{frames}", "--samples", samples.ToString(CultureInfo.InvariantCulture),
                "--format", "PNG",
            ])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize(output, ApiJson.Default.JobResource)!
            : throw new InvalidOperationException($"The job was not submitted:\n{output}");
    }

    private async Task<DateTimeOffset> LastReportAsync(Guid job, int frames, CancellationToken patience)
    {
        var reported = new HashSet<int>();
        await foreach (var news in manager.Consumer.Jobs.WatchAsync(job, patience))
        {
            if (news.Unit is { } unit && reported.Add(unit.Unit) && reported.Count == frames)
            {
                return DateTimeOffset.UtcNow;
            }
        }

        throw new InvalidOperationException("The job's events ended before its last frame was reported.");
    }
}
