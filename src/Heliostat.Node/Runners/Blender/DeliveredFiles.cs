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

    private readonly TileRectangle _whole = new(0, 0, scene.Width, scene.Height);

    public async Task<FileVerdict> CompareAsync(
        CheckedFrame mine,
        string deliveredFile,
        string? passesFile,
        ContentHash commitment,
        TimeSpan limit,
        CancellationToken cancellation)
    {
        var (delivered, whyNot) = await DecodeAsync(deliveredFile, limit, cancellation).ConfigureAwait(false);
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
        string path, TimeSpan limit, CancellationToken cancellation)
    {
        using var input = new InFile(inFolder, path);
        var command = new DriverCommand("decode") { File = input.Name, Pixels = outFolder.NewName(".f32") };
        try
        {
            var answer = await pipe.AskAsync(command, limit, cancellation).ConfigureAwait(false);
            return answer.Decoded && (answer.Width, answer.Height) == (scene.Width, scene.Height)
                ? (new PixelFile(outFolder.Take(command.Pixels), [_whole], layers: 1), "")
                : (null, "size-differs");
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
        try
        {
            await pipe.AskAsync(command, limit, cancellation).ConfigureAwait(false);
        }
        catch (RunFailedException error) when (error.Failure.Reason == Undecodable)
        {
            return FileVerdict.No("passes-undecodable");
        }

        using var passes = new PixelFile(outFolder.Take(command.Pixels), [_whole], scene.Layers);
        using var composed = new PixelFile(outFolder.Take(command.Delivered), [_whole], layers: 1);
        return passes.ListTiles(new TileGrid(scene.Width, scene.Height)).Commitment == commitment
            ? PictureComparison.Compare(composed, delivered, format)
            : FileVerdict.No("passes-differ");
    }
}
