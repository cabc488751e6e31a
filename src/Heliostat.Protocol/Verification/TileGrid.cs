namespace Heliostat.Protocol.Verification;

/// <summary>
/// How a frame is cut into tiles: squares of <see cref="Side"/> pixels from the bottom left corner, smaller at the
/// right and top edge. Tile <c>row × Columns + column</c>; row 0 is at the bottom, as Blender counts.
/// </summary>
public readonly record struct TileGrid
{
    /// <summary>Pixels along the side of a whole tile.</summary>
    public const int Side = 32;

    /// <summary>Cuts a frame.</summary>
    /// <param name="width">Pixels across, at least 1.</param>
    /// <param name="height">Pixels up, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frame has no pixels.</exception>
    public TileGrid(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Width = width;
        Height = height;
    }

    /// <summary>Pixels of the frame across.</summary>
    public int Width { get; }

    /// <summary>Pixels of the frame up.</summary>
    public int Height { get; }

    /// <summary>Tiles across: width / 32, rounded up.</summary>
    public int Columns => (Width / Side) + (Width % Side == 0 ? 0 : 1);

    /// <summary>Tiles up: height / 32, rounded up.</summary>
    public int Rows => (Height / Side) + (Height % Side == 0 ? 0 : 1);

    /// <summary>Tiles of the frame; their indices are 0 to Count − 1.</summary>
    public int Count => Columns * Rows;

    /// <summary>The pixels of a tile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The frame has no such tile.</exception>
    public TileRectangle RectangleOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var x = index % Columns * Side;
        var y = index / Columns * Side;
        return new TileRectangle(x, y, Math.Min(Side, Width - x), Math.Min(Side, Height - y));
    }
}
