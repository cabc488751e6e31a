using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// Has Blender decode delivered files, and do the compositing again from a worker's passes, and compares them with
/// what a verifier made itself.
/// </summary>
internal sealed class DeliveredFiles(
    BlenderPipe pipe, OutFolder outFolder, string inFolder, SceneFacts scene, ImageFormat format)
{
    private const string Undecodable = "undecodable";

    public async Task<FileVerdict> CompareAsync(
        CheckedFrame mine,
        string deliveredFile,
        string? passesFile,
        ContentHash commitment,
        TimeSpan limit,
        CancellationToken cancellation)
    {
        var (delivered, whyNot) = await DecodeAsync(mine, deliveredFile, limit, cancellation).ConfigureAwait(false);
        if (delivered is null)
        {
            return FileVerdict.No(whyNot);
        }

        using (delivered)
        {
            return mine.Delivered is { } own ? PictureComparison.Compare(own, delivered, format)
                : passesFile is null ? FileVerdict.No("passes-missing")
                : await ComposeAndCompareAsync(mine.Frame, passesFile, commitment, delivered, limit, cancellation)
                    .ConfigureAwait(false);
        }
    }

    private async Task<(PixelFile? Pixels, string WhyNot)> DecodeAsync(
        CheckedFrame mine, string path, TimeSpan limit, CancellationToken cancellation)
    {
        var (width, height) = (mine.Area.Width, mine.Area.Height);
        using var input = new InFile(inFolder, path);
        var command = new DriverCommand("decode")
        {
            File = input.Name,
            Pixels = outFolder.NewName(".f32"),
            Width = width,
            Height = height,
            IsRegion = mine.IsRegion,
        };
        try
        {
            var answer = await pipe.AskAsync(command, limit, cancellation).ConfigureAwait(false);
            if (!answer.Decoded || (answer.Width, answer.Height) != (width, height))
            {
                return (null, "size-differs");
            }

            var whole = new TileRectangle(0, 0, width, height);
            var file = new PixelFile(outFolder.Take(command.Pixels), [whole], ChannelGroups.Of(answer.Channels));
            if (mine.Channels is null || mine.Channels == answer.Channels)
            {
                return (file, "");
            }

            file.Dispose();
            return (null, "channels-differ");
        }
        catch (RunFailedException error) when (error.Failure.Reason == Undecodable)
        {
            return (null, Undecodable);
        }
    }

    private async Task<FileVerdict> ComposeAndCompareAsync(
        int frame,
        string passesFile,
        ContentHash commitment,
        PixelFile delivered,
        TimeSpan limit,
        CancellationToken cancellation)
    {
        using var input = new InFile(inFolder, passesFile);
        var command = new DriverCommand("compose")
        {
            Frame = frame,
            Passes = input.Name,
            Pixels = outFolder.NewName(".f32"),
            Delivered = outFolder.NewName(".f32"),
        };
        DriverAnswer answer;
        try
        {
            answer = await pipe.AskAsync(command, limit, cancellation).ConfigureAwait(false);
        }
        catch (RunFailedException error) when (error.Failure.Reason == Undecodable)
        {
            return FileVerdict.No("passes-undecodable");
        }

        var whole = new TileRectangle(0, 0, scene.Width, scene.Height);
        using var passes = new PixelFile(outFolder.Take(command.Pixels), [whole], scene.Layers);
        using var composed = new PixelFile(
            outFolder.Take(command.Delivered), [whole], ChannelGroups.Of(answer.Channels));
        if (composed.Layers != delivered.Layers)
        {
            return FileVerdict.No("channels-differ");
        }

        return passes.ListTiles(new TileGrid(scene.Width, scene.Height)).Commitment == commitment
            ? PictureComparison.Compare(composed, delivered, format)
            : FileVerdict.No("passes-differ");
    }
}
