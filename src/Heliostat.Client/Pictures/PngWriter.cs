using System.Buffers.Binary;
using System.IO.Compression;

namespace Heliostat.Client.Pictures;

/// <summary>Writes PNG files of 8 bits a channel, with alpha (ISO/IEC 15948).</summary>
public static class PngWriter
{
    private const int HeaderBytes = 13;
    private const byte BitsPerChannel = 8;
    private const byte ColourWithAlpha = 6;

    /// <summary>The bytes with which each PNG file begins.</summary>
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Writes a picture.</summary>
    public static void Write(Stream target, Picture picture)
    {
        target.Write(Signature);
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        (header[8], header[9]) = (BitsPerChannel, ColourWithAlpha);
        WriteChunk(target, "IHDR"u8, header);
        WriteChunk(target, "IDAT"u8, Compressed(picture));
        WriteChunk(target, "IEND"u8, []);
    }

    private static ReadOnlySpan<byte> Compressed(Picture picture)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var row = 0; row < picture.Height; row++)
            {
                // The row is stored as it is, unfiltered.
                zlib.WriteByte(0);
                zlib.Write(picture.Row(row));
            }
        }

        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    private static void WriteChunk(Stream target, ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        target.Write(number);
        target.Write(name);
        target.Write(body);
        var check = new Crc();
        check.Add(name);
        check.Add(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, check.Value);
        target.Write(number);
    }
}
