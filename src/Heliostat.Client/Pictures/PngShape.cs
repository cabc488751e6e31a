using System.Buffers.Binary;

namespace Heliostat.Client.Pictures;

/// <summary>How the pixels of a PNG file lie in it.</summary>
internal readonly record struct PngShape(int Width, int Height, int Channels, int ChannelBytes)
{
    private const int Grey = 0;
    private const int Colour = 2;
    private const int GreyWithAlpha = 4;
    private const int ColourWithAlpha = 6;

    public int PixelBytes => Channels * ChannelBytes;

    public int LineBytes => Width * PixelBytes;

    /// <summary>What a header says; null for a picture too large, with a palette, or in passes.</summary>
    public static PngShape? Of(ReadOnlySpan<byte> header)
    {
        var width = BinaryPrimitives.ReadInt32BigEndian(header);
        var height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        var channels = header[9] switch { Grey => 1, Colour => 3, GreyWithAlpha => 2, ColourWithAlpha => 4, _ => 0 };
        var isPlain = header[8] is 8 or 16 && header[10] == 0 && header[11] == 0 && header[12] == 0;
        return isPlain && channels > 0 && width is >= 1 and <= Picture.SideMax && height is >= 1 and <= Picture.SideMax
            && (long)width * height <= Picture.PixelsMax
                ? new PngShape(width, height, channels, header[8] / 8)
                : null;
    }

    /// <summary>Makes red, green, blue and alpha of a line.</summary>
    public void Spread(ReadOnlySpan<byte> line, Span<byte> pixels)
    {
        var hasAlpha = Channels is 2 or 4;
        for (var column = 0; column < Width; column++)
        {
            var from = line[(column * PixelBytes)..];
            var to = pixels[(column * Picture.BytesPerPixel)..];
            for (var channel = 0; channel < 3; channel++)
            {
                to[channel] = from[Channels >= 3 ? channel * ChannelBytes : 0];
            }

            to[3] = hasAlpha ? from[(Channels - 1) * ChannelBytes] : byte.MaxValue;
        }
    }
}
