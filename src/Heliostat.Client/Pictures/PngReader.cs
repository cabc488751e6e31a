using System.Buffers.Binary;
using System.IO.Compression;

namespace Heliostat.Client.Pictures;

/// <summary>
/// Reads PNG files as Blender writes them: grey or colour, with alpha or without, 8 or 16 bits a channel, of which the
/// upper 8 count. Checksums are not looked at, for blobs are named by their hash.
/// </summary>
public static class PngReader
{
    private const int ChunkBytesMin = 12;
    private const int HeaderBytes = 13;

    /// <summary>Reads a picture; false for what is no such file.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, out Picture? picture)
    {
        picture = null;
        if (!file.StartsWith(PngWriter.Signature))
        {
            return false;
        }

        PngShape? shape = null;
        using var packed = new MemoryStream();
        var rest = file[PngWriter.Signature.Length..];
        while (rest.Length >= ChunkBytesMin)
        {
            var bytes = BinaryPrimitives.ReadInt32BigEndian(rest);
            if (bytes < 0 || bytes > rest.Length - ChunkBytesMin)
            {
                return false;
            }

            var name = rest.Slice(4, 4);
            var body = rest.Slice(8, bytes);
            rest = rest[(ChunkBytesMin + bytes)..];
            if (name.SequenceEqual("IHDR"u8))
            {
                shape = body.Length == HeaderBytes ? PngShape.Of(body) : null;
            }
            else if (name.SequenceEqual("IDAT"u8))
            {
                packed.Write(body);
            }
        }

        packed.Position = 0;
        return shape is { } known && TryUnpack(packed, known, out picture);
    }

    private static bool TryUnpack(Stream packed, PngShape shape, out Picture? picture)
    {
        var read = new Picture(shape.Width, shape.Height, new byte[shape.Width * shape.Height * Picture.BytesPerPixel]);
        picture = null;
        var (above, line) = (new byte[shape.LineBytes], new byte[shape.LineBytes]);
        try
        {
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            for (var row = 0; row < shape.Height; row++)
            {
                var filter = zlib.ReadByte();
                zlib.ReadExactly(line);
                if (!PngFilter.TryUndo(filter, line, above, shape.PixelBytes))
                {
                    return false;
                }

                shape.Spread(line, read.Row(row));
                (above, line) = (line, above);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            return false;
        }

        picture = read;
        return true;
    }
}
