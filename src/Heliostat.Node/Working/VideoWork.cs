using System.Diagnostics;
using Heliostat.Node.Runners.Video;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Working;

/// <summary>Makes the video of a job's accepted frames, as worker or verifier; deletes it when disposed.</summary>
internal sealed class VideoWork : IDisposable
{
    private readonly string _folder;

    private VideoWork(string folder) => _folder = folder;

    /// <summary>The video.</summary>
    public string File { get; private set; } = "";

    /// <summary>Seconds that it took.</summary>
    public double Seconds { get; private set; }

    /// <summary>Fetches the frames and makes the video.</summary>
    /// <param name="shop">Where frames come from, and where there is room to work.</param>
    /// <param name="run">The run.</param>
    /// <param name="unit">The unit that is the video.</param>
    /// <param name="settings">What the job asks for.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<VideoWork> MakeAsync(
        RenderShop shop,
        RunId run,
        int unit,
        BlenderSettings settings,
        TimeSpan limit,
        CancellationToken cancellation)
    {
        JobPlan.TryOf(settings, out var plan);
        var made = new VideoWork(shop.NewFolder());
        try
        {
            var frames = await shop.Transfers.FetchPartsAsync(
                run, plan!.FirstInputOf(unit), plan.InputsCountOf(unit), cancellation).ConfigureAwait(false);
            try
            {
                var started = Stopwatch.GetTimestamp();
                made.File = await VideoEncoder.EncodeAsync(
                    [.. frames.Select(frame => frame.Path)], settings, made._folder, limit, cancellation)
                    .ConfigureAwait(false);
                made.Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            }
            finally
            {
                foreach (var frame in frames)
                {
                    frame.Dispose();
                }
            }

            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
