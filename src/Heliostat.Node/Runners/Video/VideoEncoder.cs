using System.Globalization;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Video;

/// <summary>
/// Makes a video of frames with ffmpeg, boxed and on one thread, so that the same build gives the same bytes.
/// </summary>
internal static class VideoEncoder
{
    private const string Program = "/usr/bin/ffmpeg";
    private const string InFolder = "/in";
    private const string OutFolder = "/out";
    private const string FileName = "video.mp4";
    private const int ProcessesMax = 64;

    // Players want even sides, so a frame of odd ones gets a line more.
    private const string EvenSides = "pad=ceil(iw/2)*2:ceil(ih/2)*2";

    /// <summary>True where the program is installed.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <summary>The order to start ffmpeg in a box, with these arguments.</summary>
    public static ProcessOrder Order(IReadOnlyList<string> arguments, params BindMount[] binds) => new()
    {
        Program = Program,
        Arguments = ["-hide_banner", .. arguments],
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin",
            ["HOME"] = "/tmp",
            ["LANG"] = "C.UTF-8",
        },
        WorkingFolder = "/tmp",
        Limits = new RunLimits { Processes = ProcessesMax },
        Box = new BoxView { Binds = binds },
    };

    /// <summary>Makes the video; its file lies in the folder, which is the caller's to delete.</summary>
    /// <param name="frames">The files of the frames, in order.</param>
    /// <param name="settings">What the job asks for.</param>
    /// <param name="folder">An empty folder to work in.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RunFailedException">It came to nothing.</exception>
    public static async Task<string> EncodeAsync(
        IReadOnlyList<string> frames,
        BlenderSettings settings,
        string folder,
        TimeSpan limit,
        CancellationToken cancellation)
    {
        var (input, output) = (Path.Combine(folder, "in"), new OutFolder(folder, folder));
        Readable.Folder(input);
        var ending = settings.Format == ImageFormat.Jpeg ? ".jpg" : ".png";
        for (var i = 0; i < frames.Count; i++)
        {
            var file = Path.Combine(input, i.ToString("D6", CultureInfo.InvariantCulture) + ending);
            File.Copy(frames[i], file);
            Readable.File(file);
        }

        var order = Order(
            Arguments(settings.Video!, $"{InFolder}/%06d{ending}"),
            new BindMount(input, InFolder),
            new BindMount(output.Written, OutFolder, Writable: true));
        await RunAsync(order, limit, cancellation).ConfigureAwait(false);
        return output.Take(FileName);
    }

    private static string[] Arguments(VideoSettings video, string pattern) =>
    [
        "-loglevel", "error", "-nostdin", "-threads", "1",
        "-framerate", $"{video.FrameRateThousandths}/1000", "-i", pattern,
        "-vf", EvenSides, "-c:v", "libx264", "-threads", "1", "-crf", "18", "-pix_fmt", "yuv420p",
        "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart",
        $"{OutFolder}/{FileName}",
    ];

    private static async Task RunAsync(ProcessOrder order, TimeSpan limit, CancellationToken cancellation)
    {
        var process = await BoxedProcess.StartAsync(order).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            process.Input.Close();
            ProcessEnd end;
            try
            {
                end = await process.Ended.WaitAsync(limit, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new RunFailedException(
                    FailureReasons.TimedOut, FaultSide.Job, "The video took longer than the job allows.");
            }

            if (!end.IsSuccess)
            {
                throw new RunFailedException(
                    FailureReasons.Crashed, FaultSide.Unknown, $"ffmpeg could not make the video: it {end}.");
            }
        }
    }
}
