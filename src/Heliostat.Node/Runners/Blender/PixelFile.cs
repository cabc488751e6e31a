using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// Rectangles of a frame as raw little-endian float32 RGBA in one file: rectangle after rectangle, in each the
/// view layers one after the other, in each the rows from the bottom.
/// </summary>
internal sealed class PixelFile : IDisposable
{
    /// <summary>Bytes of one pixel.</summary>
    public const int PixelBytes = 4 * sizeof(float);

    private readonly string _path;
    private readonly int _layers;
    private readonly List<(TileRectangle Area, long Start)> _areas = [];

    /// <summary>Takes a file; it is deleted when this is disposed.</summary>
    /// <exception cref="InvalidDataException">It has not the size that it should have.</exception>
    public PixelFile(string path, IReadOnlyList<TileRectangle> areas, int layers)
    {
        _path = path;
        _layers = layers;
        var length = 0L;
        foreach (var area in areas)
        {
            _areas.Add((area, length));
            length += (long)area.Width * area.Height * layers * PixelBytes;
        }

        if (new FileInfo(path).Length != length)
        {
            throw new InvalidDataException("The pixels are not as many as they should be.");
        }
    }

    /// <summary>Where the file lies.</summary>
    public string Path => _path;

    /// <summary>Layers of red, green, blue and alpha.</summary>
    public int Layers => _layers;

    /// <summary>The rectangles that it holds.</summary>
    public IEnumerable<TileRectangle> Areas => _areas.Select(area => area.Area);

    /// <summary>The bytes of a part of one of the rectangles: layer after layer, rows from the bottom.</summary>
    public byte[] Read(TileRectangle part)
    {
        using var file = File.OpenHandle(_path);
        return Read(file, part);
    }

    /// <summary>The hash of each of these tiles, in this order.</summary>
    public IReadOnlyList<ContentHash> HashTiles(IEnumerable<TileRectangle> tiles)
    {
        using var file = File.OpenHandle(_path);
        return [.. tiles.Select(tile => ContentHash.Of(Read(file, tile)))];
    }

    /// <summary>The tile list of a frame that lies in the file whole.</summary>
    public TileList ListTiles(TileGrid grid)
    {
        var hashes = HashTiles(Enumerable.Range(0, grid.Count).Select(grid.RectangleOf));
        var bytes = new byte[hashes.Count * ContentHash.Size];
        for (var i = 0; i < hashes.Count; i++)
        {
            hashes[i].CopyTo(bytes.AsSpan(i * ContentHash.Size));
        }

        return new TileList(bytes);
    }

    public void Dispose() => File.Delete(_path);

    private byte[] Read(Microsoft.Win32.SafeHandles.SafeFileHandle file, TileRectangle part)
    {
        var (area, start) = _areas.First(candidate => Contains(candidate.Area, part));
        var rowBytes = part.Width * PixelBytes;
        var bytes = new byte[rowBytes * part.Height * _layers];
        for (var i = 0; i < part.Height * _layers; i++)
        {
            var row = (i / part.Height * area.Height) + part.Y - area.Y + (i % part.Height);
            var offset = start + ((((long)row * area.Width) + part.X - area.X) * PixelBytes);
            if (RandomAccess.Read(file, bytes.AsSpan(i * rowBytes, rowBytes), offset) != rowBytes)
            {
                throw new InvalidDataException("The pixels end too early.");
            }
        }

        return bytes;
    }

    private static bool Contains(TileRectangle area, TileRectangle part) =>
        area.X <= part.X && area.Y <= part.Y && area.Right >= part.Right && area.Top >= part.Top;
}
