using System.Diagnostics;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Demonstration;

/// <summary>Makes a contact sheet and a film of the frames, with ffmpeg.</summary>
internal static class FilmMaker
{
    private const string Program = "ffmpeg";
    private const string Pattern = "frame_%04d.png";
    private const int FramesPerSecond = 12;
    private const int SheetColumns = 6;
    private const int SheetRows = 4;
    private const int SheetTileWidth = 240;
    private const int ProgramSecondsMax = 120;

    public static async Task MakeAsync(DemoWish wish, CancellationToken cancellation)
    {
        var tiles = $"scale={SheetTileWidth}:-2,tile={SheetColumns}x{SheetRows}:padding=4:margin=4";
        await RunAsync(wish, ["-vf", tiles, "-frames:v", "1", wish.SheetFile], cancellation);

        // Players want even sizes and 4:2:0.
        const string Even = "scale=trunc(iw/2)*2:trunc(ih/2)*2";
        await RunAsync(
            wish, ["-vf", Even, "-pix_fmt", "yuv420p", "-movflags", "+faststart", wish.FilmFile], cancellation);
    }

    private static async Task RunAsync(DemoWish wish, string[] making, CancellationToken cancellation)
    {
        string[] reading =
        [
            "-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-framerate", $"{FramesPerSecond}",
            "-i", Path.Combine(wish.FramesFolder, Pattern),
        ];
        var start = new ProcessStartInfo(Program, [.. reading, .. making]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(ProgramSecondsMax));
        try
        {
            var said = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
            {
                throw CliFailure.Failed("film-failed", $"ffmpeg could not make {making[^1]}: {said.Trim()}", "");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
