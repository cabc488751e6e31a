namespace Heliostat.Client.Pictures;

/// <summary>The five filters of PNG lines.</summary>
internal static class PngFilter
{
    private const int None = 0;
    private const int Left = 1;
    private const int Up = 2;
    private const int Average = 3;
    private const int Paeth = 4;

    /// <summary>Undoes a line's filter in place; false for one that there is not.</summary>
    public static bool TryUndo(int filter, Span<byte> line, ReadOnlySpan<byte> above, int pixelBytes)
    {
        if (filter is < None or > Paeth)
        {
            return false;
        }

        for (var i = 0; filter != None && i < line.Length; i++)
        {
            var left = i < pixelBytes ? 0 : line[i - pixelBytes];
            var corner = i < pixelBytes ? 0 : above[i - pixelBytes];
            var guess = filter switch
            {
                Left => left,
                Up => above[i],
                Average => (left + above[i]) / 2,
                _ => Nearest(left, above[i], corner),
            };
            line[i] = unchecked((byte)(line[i] + guess));
        }

        return true;
    }

    private static int Nearest(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
