using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Working;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Verifying;

/// <summary>
/// Hands over the pixels of tiles about which worker and verifier disagree, from either side. What is not kept any more
/// is answered with nothing.
/// </summary>
internal sealed class TileHandover(WorkPorts ports, RenderShop shop)
{
    /// <summary>Reads the tiles, uploads them as one blob, and reports it.</summary>
    public async Task AnswerAsync(TilesWanted order, CancellationToken cancellation)
    {
        BlobName? blob = null;
        try
        {
            if (Read(order) is { } bytes)
            {
                var name = new BlobName(ContentHash.Of(bytes), bytes.Length);
                await shop.Transfers.UploadAsync(
                    order.Check.Run, [(name, () => new MemoryStream(bytes, writable: false))], cancellation)
                    .ConfigureAwait(false);
                blob = name;
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception error)
        {
            WorkLog.Unforeseen(ports.Log, "handing over tiles", error);
        }

        ports.Outbox.Report(new TilesReady(order.Check, order.FromVerifier, blob));
    }

    private byte[]? Read(TilesWanted order)
    {
        var check = order.Check;
        return order.FromVerifier
            ? shop.Checks.Find(check) is { } kept ? Read(kept.Frame.Pixels, kept.Frame.Area, order.Tiles) : null
            : shop.Frames.Find((check.Run, check.Unit)) is { } frame ? Read(frame.Pixels, order.Tiles) : null;
    }

    // A worker's pixels are one area, all that the unit shows.
    private static byte[] Read(PixelFile pixels, IReadOnlyList<int> tiles) =>
        Read(pixels, pixels.Areas.Single(), tiles);

    private static byte[] Read(PixelFile pixels, TileRectangle area, IReadOnlyList<int> tiles) =>
        Read(pixels, new TileGrid(area.Width, area.Height), tiles);

    private static byte[] Read(PixelFile pixels, TileGrid grid, IReadOnlyList<int> tiles)
    {
        using var bytes = new MemoryStream();
        foreach (var tile in tiles)
        {
            bytes.Write(pixels.Read(grid.RectangleOf(tile)));
        }

        return bytes.ToArray();
    }
}
