using System.Buffers.Binary;
using System.Security.Cryptography;
using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Verification;

/// <summary>
/// Chooses the tiles of a frame that a verifier renders: one spot in each cell of a grid of n × n cells, at a place
/// in its cell that nobody could know before the commitment was made. Whole numbers only, so that every machine
/// draws the same.
/// </summary>
public static class SpotDraw
{
    /// <summary>Cells along each side of the grid unless a job asks for more: 4, so 16 spots.</summary>
    public const int SpotsPerSideDefault = 4;

    /// <summary>The most cells along each side.</summary>
    public const int SpotsPerSideMax = 64;

    // A spot covers 4 % of the frame's width and of its height, rounded up to whole tiles.
    private const int SpotPercent = 4;
    private const int WholePercent = 100;
    private const int WholeFrameShare = 4;
    private const int NumberBytes = 4;
    private const int NumberBits = 32;

    /// <summary>The draw of a frame: HMAC-SHA256(run's key, commitment).</summary>
    public static byte[] Of(ReadOnlySpan<byte> runKey, ContentHash commitment) =>
        HMACSHA256.HashData(runKey, commitment.ToArray());

    /// <summary>
    /// The tiles to check, ascending and without repetition.
    /// <para>
    /// The draw is expanded to 32-bit numbers r₀ r₁ … : SHA-256(draw ‖ counter), counter from 0 in four bytes, each
    /// hash read as eight numbers, all big-endian. Spot k in cell (i, j), k = j × n + i, takes r₂ₖ for its column and
    /// r₂ₖ₊₁ for its row: with C columns of tiles and a spot s tiles wide, its left tile is
    /// ⌊(i + r / 2³²) × C / n⌋ − ⌊s / 2⌋, kept within 0 … C − s; rows likewise, from the bottom.
    /// s = ⌈4 % × pixels / 32⌉.
    /// </para>
    /// <para>Where the spots together have a quarter of the frame's tiles or more, it is all tiles.</para>
    /// </summary>
    /// <param name="grid">The frame.</param>
    /// <param name="draw">32 bytes, from <see cref="Of"/>.</param>
    /// <param name="spotsPerSide">n, 1 to <see cref="SpotsPerSideMax"/>.</param>
    /// <exception cref="ArgumentException">The draw has not 32 bytes, or n is out of bounds.</exception>
    public static IReadOnlyList<int> Tiles(
        TileGrid grid, ReadOnlySpan<byte> draw, int spotsPerSide = SpotsPerSideDefault)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(draw.Length, SHA256.HashSizeInBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(spotsPerSide, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spotsPerSide, SpotsPerSideMax);
        var across = SpotTiles(grid.Width);
        var up = SpotTiles(grid.Height);
        var spots = spotsPerSide * spotsPerSide;
        if ((long)spots * across * up * WholeFrameShare >= grid.Count)
        {
            return [.. Enumerable.Range(0, grid.Count)];
        }

        var numbers = Expand(draw, 2 * spots);
        var chosen = new SortedSet<int>();
        for (var k = 0; k < spots; k++)
        {
            var column = Place(k % spotsPerSide, numbers[2 * k], grid.Columns, across, spotsPerSide);
            var row = Place(k / spotsPerSide, numbers[(2 * k) + 1], grid.Rows, up, spotsPerSide);
            for (var i = 0; i < across * up; i++)
            {
                chosen.Add(((row + (i / across)) * grid.Columns) + column + (i % across));
            }
        }

        return [.. chosen];
    }

    private static int SpotTiles(int pixels)
    {
        var whole = WholePercent * TileGrid.Side;
        return ((pixels * SpotPercent) + whole - 1) / whole;
    }

    private static int Place(int cell, uint number, int tiles, int size, int cells)
    {
        var within = ((ulong)cell << NumberBits) + number;
        var middle = (int)(within * (ulong)tiles / ((ulong)cells << NumberBits));
        return Math.Clamp(middle - (size / 2), 0, tiles - size);
    }

    private static uint[] Expand(ReadOnlySpan<byte> draw, int count)
    {
        Span<byte> input = stackalloc byte[SHA256.HashSizeInBytes + NumberBytes];
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        draw.CopyTo(input);
        var numbers = new uint[count];
        var each = block.Length / NumberBytes;
        for (var i = 0; i < count; i++)
        {
            if (i % each == 0)
            {
                BinaryPrimitives.WriteInt32BigEndian(input[draw.Length..], i / each);
                SHA256.HashData(input, block);
            }

            numbers[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i % each * NumberBytes)..]);
        }

        return numbers;
    }
}
