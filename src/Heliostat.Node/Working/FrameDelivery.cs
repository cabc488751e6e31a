using System.Security.Cryptography;
using Heliostat.Node.Runners.Blender;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Working;

/// <summary>Hands a rendered frame over to the store, and says what to report of it.</summary>
internal sealed class FrameDelivery(NodeTransfers transfers)
{
    private const int MillisecondsPerSecond = 1_000;

    /// <summary>Uploads the delivered file, the tile list, and the passes where there are any.</summary>
    public async Task<JobResult> DeliverAsync(
        RunId run, int unit, RenderedFrame frame, CancellationToken cancellation)
    {
        var list = frame.Tiles.Bytes.ToArray();
        var file = await NameOfAsync(frame.File, cancellation).ConfigureAwait(false);
        var passes = frame.Passes is { } path ? await NameOfAsync(path, cancellation).ConfigureAwait(false) : null;
        List<(BlobName Name, Func<Stream> Open)> blobs =
        [
            (file, () => File.OpenRead(frame.File)),
            (new BlobName(frame.Commitment, list.Length), () => new MemoryStream(list, writable: false)),
        ];
        if (passes is not null)
        {
            blobs.Add((passes, () => File.OpenRead(frame.Passes!)));
        }

        await transfers.UploadAsync(run, blobs, cancellation).ConfigureAwait(false);
        var milliseconds = (long)(frame.Seconds * MillisecondsPerSecond);
        return new JobResult(run, unit, milliseconds, frame.Commitment, file, passes, null);
    }

    /// <summary>Uploads a video; it is committed to by its hash.</summary>
    public async Task<JobResult> DeliverAsync(
        RunId run, int unit, VideoWork video, CancellationToken cancellation)
    {
        var file = await NameOfAsync(video.File, cancellation).ConfigureAwait(false);
        await transfers.UploadAsync(run, [(file, () => File.OpenRead(video.File))], cancellation).ConfigureAwait(false);
        var milliseconds = (long)(video.Seconds * MillisecondsPerSecond);
        return new JobResult(run, unit, milliseconds, file.Hash, file, null, null);
    }

    /// <summary>What a file is called, by its bytes.</summary>
    public static async Task<BlobName> NameOfAsync(string path, CancellationToken cancellation)
    {
        using var stream = File.OpenRead(path);
        var hash = await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false);
        return new BlobName(new ContentHash(hash), stream.Length);
    }
}
