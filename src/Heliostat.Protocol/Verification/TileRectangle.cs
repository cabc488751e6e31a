namespace Heliostat.Protocol.Verification;

/// <summary>A rectangle of pixels, counted from the bottom left corner of its frame.</summary>
/// <param name="X">The leftmost column.</param>
/// <param name="Y">The lowest row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct TileRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>The first column to the right of it.</summary>
    [JsonIgnore]
    public int Right => X + Width;

    /// <summary>The first row above it.</summary>
    [JsonIgnore]
    public int Top => Y + Height;
}
