using System.Runtime.InteropServices;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Manager.Verifying;

/// <summary>
/// The pixels that a party handed over: raw float32 RGBA, little-endian, tile after tile in the order asked; with
/// several
/// view layers, layer after layer within a tile. Only tiles that hash to what the party committed to are believed.
/// </summary>
internal sealed class TilePixels
{
    /// <summary>View layers that one frame may have.</summary>
    public const int LayersMax = 64;

    private const int BytesPerPixel = 4 * sizeof(float);

    private readonly Dictionary<int, ReadOnlyMemory<byte>> _tiles = [];

    private TilePixels()
    {
    }

    /// <summary>Nothing was handed over.</summary>
    public static TilePixels None { get; } = new();

    /// <summary>Cuts a blob into its tiles and keeps those that are what was committed to.</summary>
    public static TilePixels Read(
        ReadOnlyMemory<byte> blob, TileGrid grid, IReadOnlyList<int> asked, IReadOnlyList<ContentHash> committed)
    {
        var onePass = asked.Sum(tile => BytesOf(grid, tile));
        if (onePass == 0 || blob.Length % onePass != 0 || blob.Length / onePass > LayersMax)
        {
            return None;
        }

        var layers = (int)(blob.Length / onePass);
        var pixels = new TilePixels();
        var at = 0;
        for (var i = 0; i < asked.Count; i++)
        {
            var bytes = (int)BytesOf(grid, asked[i]) * layers;
            var tile = blob.Slice(at, bytes);
            at += bytes;
            if (ContentHash.Of(tile.Span) == committed[i])
            {
                pixels._tiles[asked[i]] = tile;
            }
        }

        return pixels;
    }

    /// <summary>The floats of a tile; empty when it was not handed over as committed to.</summary>
    public ReadOnlySpan<float> Of(int tile) =>
        _tiles.TryGetValue(tile, out var bytes) ? MemoryMarshal.Cast<byte, float>(bytes.Span) : [];

    private static long BytesOf(TileGrid grid, int tile)
    {
        var rectangle = grid.RectangleOf(tile);
        return (long)rectangle.Width * rectangle.Height * BytesPerPixel;
    }
}
