using System.Buffers.Binary;
using System.IO.Compression;
using Heliostat.Client.Pictures;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Tests.Pictures;

public sealed class PngTests
{
    private const int Columns = 5;
    private const int Rows = 3;

    [Fact]
    public void What_is_written_is_read_again()
    {
        var picture = Some(Columns, Rows);
        using var file = new MemoryStream();
        PngWriter.Write(file, picture);

        Assert.True(PngReader.TryRead(file.ToArray(), out var read));
        Assert.Equal((Columns, Rows), (read!.Width, read.Height));
        Assert.Equal(picture.Pixels, read.Pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_filter_is_undone(int filter)
    {
        var picture = Some(Columns, Rows);
        var file = File(Columns, Rows, colour: 6, bits: 8, Filtered(picture, filter));

        Assert.True(PngReader.TryRead(file, out var read));
        Assert.Equal(picture.Pixels, read!.Pixels);
    }

    [Theory]
    [InlineData(0, 8, new byte[] { 0, 70 }, new byte[] { 70, 70, 70, 255 })]
    [InlineData(4, 8, new byte[] { 0, 70, 9 }, new byte[] { 70, 70, 70, 9 })]
    [InlineData(2, 8, new byte[] { 0, 1, 2, 3 }, new byte[] { 1, 2, 3, 255 })]
    [InlineData(2, 16, new byte[] { 0, 1, 99, 2, 99, 3, 99 }, new byte[] { 1, 2, 3, 255 })]
    [InlineData(6, 16, new byte[] { 0, 1, 99, 2, 99, 3, 99, 4, 99 }, new byte[] { 1, 2, 3, 4 })]
    public void Each_kind_of_pixel_becomes_red_green_blue_and_alpha(int colour, int bits, byte[] line, byte[] pixel)
    {
        Assert.True(PngReader.TryRead(File(1, 1, colour, bits, line), out var read));
        Assert.Equal(pixel, read!.Pixels);
    }

    [Fact]
    public void What_is_no_such_picture_is_not_read()
    {
        var good = File(1, 1, 2, 8, [0, 1, 2, 3]);
        Assert.True(PngReader.TryRead(good, out _));

        Assert.False(PngReader.TryRead([], out _));
        Assert.False(PngReader.TryRead(good.AsSpan(0, good.Length / 2), out _));
        Assert.False(PngReader.TryRead(File(1, 1, 3, 8, [0, 0]), out _));
        Assert.False(PngReader.TryRead(File(1, 1, 2, 4, [0, 0]), out _));
        Assert.False(PngReader.TryRead(File(1, 1, 2, 8, [5, 1, 2, 3]), out _));
        Assert.False(PngReader.TryRead(File(1, 1, 2, 8, [0, 1, 2]), out _));
        Assert.False(PngReader.TryRead(File(0, 1, 2, 8, [0]), out _));
        Assert.False(PngReader.TryRead(File(int.MaxValue, int.MaxValue, 2, 8, [0]), out _));
    }

    [Fact]
    public void Rows_are_counted_from_below_as_in_regions()
    {
        var part = Some(Columns, Rows).Part(new TileRectangle(1, 0, 2, 1));

        Assert.Equal((2, 1), (part.Width, part.Height));
        Assert.Equal(Some(Columns, Rows).Pixels.AsSpan(((2 * Columns) + 1) * 4, 8).ToArray(), part.Pixels);
        Assert.Throws<ArgumentOutOfRangeException>(() => part.Part(new TileRectangle(0, 0, 3, 1)));
    }

    private static Picture Some(int width, int height) =>
        new(width, height,
            [.. Enumerable.Range(0, width * height * 4).Select(at => (byte)(((at * 37) + (at / 7)) % 256))]);

    private static byte[] Filtered(Picture picture, int filter)
    {
        var bytes = picture.Width * 4;
        var lines = new List<byte>();
        for (var row = 0; row < picture.Height; row++)
        {
            lines.Add((byte)filter);
            for (var at = 0; at < bytes; at++)
            {
                int Value(int line, int column) =>
                    line < 0 || column < 0 ? 0 : picture.Pixels[(line * bytes) + column];
                var (left, up, corner) = (Value(row, at - 4), Value(row - 1, at), Value(row - 1, at - 4));
                var guess = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ => new[] { left, up, corner }.MinBy(value => Math.Abs(left + up - corner - value)),
                };
                lines.Add(unchecked((byte)(Value(row, at) - guess)));
            }
        }

        return [.. lines];
    }

    private static byte[] File(int width, int height, int colour, int bits, byte[] lines)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bits, (byte)colour);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(lines);
        }

        return [
            0x89, .. "PNG\r\n"u8, 26, 10, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()),
            .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] body)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        return [.. length, .. name, .. body, 0, 0, 0, 0];
    }
}
