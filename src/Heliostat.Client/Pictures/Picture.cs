using Heliostat.Protocol.Verification;

namespace Heliostat.Client.Pictures;

/// <summary>A picture as a display shows it: 8 bits a channel.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Pixels">Red, green, blue and alpha of each pixel, row by row from the top.</param>
public sealed record Picture(int Width, int Height, byte[] Pixels)
{
    /// <summary>Bytes of one pixel.</summary>
    public const int BytesPerPixel = 4;

    /// <summary>Columns or rows that a picture may have.</summary>
    public const int SideMax = 65_536;

    /// <summary>Pixels that a picture may have.</summary>
    public const int PixelsMax = 1 << 28;

    /// <summary>A picture of this size, black and opaque.</summary>
    public static Picture Black(int width, int height)
    {
        var picture = new Picture(width, height, new byte[width * height * BytesPerPixel]);
        for (var at = BytesPerPixel - 1; at < picture.Pixels.Length; at += BytesPerPixel)
        {
            picture.Pixels[at] = byte.MaxValue;
        }

        return picture;
    }

    /// <summary>A rectangle of it.</summary>
    /// <param name="area">The rectangle, counted from the bottom left corner, as regions are.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie within the picture.</exception>
    public Picture Part(TileRectangle area)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(area.X);
        ArgumentOutOfRangeException.ThrowIfNegative(area.Y);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(area.Right, Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(area.Top, Height);
        var part = new Picture(area.Width, area.Height, new byte[area.Width * area.Height * BytesPerPixel]);
        for (var row = 0; row < area.Height; row++)
        {
            Row(Height - area.Top + row)
                .Slice(area.X * BytesPerPixel, area.Width * BytesPerPixel)
                .CopyTo(part.Row(row));
        }

        return part;
    }

    /// <summary>The bytes of a row, counted from the top.</summary>
    internal Span<byte> Row(int row) => Pixels.AsSpan(row * Width * BytesPerPixel, Width * BytesPerPixel);
}
