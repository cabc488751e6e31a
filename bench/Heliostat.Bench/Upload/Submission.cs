using System.Diagnostics;
using System.Text.Json;
using Heliostat.Client;
using Heliostat.Protocol.Api;

namespace Heliostat.Bench.Upload;

/// <summary>One <c>heliostat job submit</c>: the job, how long it took, and the most memory that it had.</summary>
internal sealed record Submission(JobResource Job, TimeSpan Took, int PeakMegabytes)
{
    private const int LookMilliseconds = 10;

    public static async Task<Submission> RunAsync(BenchManager manager, BenchFolder folder, string scene)
    {
        var keyFile = folder.Under("consumer.json");
        if (!File.Exists(keyFile))
        {
            KeyFiles.Write(keyFile, manager.ConsumerKey);
        }

        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("HELIOSTAT_PROGRAM")!,
            [
                "job", "submit", scene, "--url", manager.Url, "--key-file", keyFile, "--json",
                "--frames", "1", "--samples", "1",
            ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["HELIOSTAT_HOME"] = folder.Under("home");
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0;
        var end = process.WaitForExitAsync();
        while (!end.IsCompleted)
        {
            peak = Math.Max(peak, PeakMemory.MegabytesOf(process.Id) ?? 0);
            await Task.WhenAny(end, Task.Delay(LookMilliseconds));
        }

        var took = Stopwatch.GetElapsedTime(started);
        return process.ExitCode == 0
            ? new Submission(JsonSerializer.Deserialize(await output, ApiJson.Default.JobResource)!, took, peak)
            : throw new InvalidOperationException($"The job was not submitted:\n{await output}");
    }
}
