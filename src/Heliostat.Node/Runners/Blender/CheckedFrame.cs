using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// What a verifier rendered of a frame without having seen the worker's. It is kept until the delivered file was
/// compared with it, by this Blender or a later one; its files are deleted when it is disposed.
/// </summary>
internal sealed class CheckedFrame : IDisposable
{
    public required int Frame { get; init; }

    /// <summary>The pixels of the frame that were to be checked: all of it, or one region.</summary>
    public required TileRectangle Area { get; init; }

    /// <summary>True for a region, of which all channels are delivered.</summary>
    public required bool IsRegion { get; init; }

    /// <summary>The tiles that were asked for, in the order asked; all of them where the whole frame was.</summary>
    public required IReadOnlyList<int> Asked { get; init; }

    /// <summary>The hash of each tile of <see cref="Asked"/>.</summary>
    public required IReadOnlyList<ContentHash> TileHashes { get; init; }

    /// <summary>The whole frame's tile list, where the whole frame was asked for; else null.</summary>
    public required TileList? Tiles { get; init; }

    /// <summary>The checked pixels of what was rendered.</summary>
    public required PixelFile Pixels { get; init; }

    /// <summary>
    /// The same places as they would be delivered; null where a frame is composited and only pieces of it were
    /// rendered, from which nothing follows.
    /// </summary>
    public required PixelFile? Delivered { get; init; }

    /// <summary>The names of the delivered channels; null where nothing is known of them.</summary>
    public required string? Channels { get; init; }

    /// <summary>The frame's file as it would be delivered, or a PNG of the region, where that was asked for.</summary>
    public string? Picture { get; init; }

    /// <summary>Seconds that it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Samples a pixel that it was rendered with.</summary>
    public required int Samples { get; init; }

    /// <summary>The whole frame's commitment, where the whole frame was asked for.</summary>
    public ContentHash? Commitment => Tiles?.Commitment;

    public void Dispose()
    {
        Pixels.Dispose();
        Delivered?.Dispose();
        if (Picture is { } path)
        {
            File.Delete(path);
        }
    }
}
