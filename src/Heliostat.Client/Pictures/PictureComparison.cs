namespace Heliostat.Client.Pictures;

/// <summary>Shows in what two pictures of the same thing differ, so that people see it.</summary>
public static class PictureComparison
{
    /// <summary>The most by which a difference is amplified.</summary>
    public const int FactorMax = 64;

    private const int Gap = 8;
    private const int ClippedPercentMax = 1;

    /// <summary>
    /// The difference of two pictures of one size: black where they are equal, elsewhere each channel so many times
    /// brighter, in powers of two, that hardly one of a hundred numbers that differ is cut off at white.
    /// </summary>
    /// <param name="one">A picture.</param>
    /// <param name="other">The other one, of the same size.</param>
    /// <param name="factor">By how much it is amplified; 1 where they are equal.</param>
    /// <exception cref="ArgumentException">They are of unlike size.</exception>
    public static Picture Difference(Picture one, Picture other, out int factor)
    {
        if ((one.Width, one.Height) != (other.Width, other.Height))
        {
            throw new ArgumentException("Pictures of unlike size have no difference.", nameof(other));
        }

        var difference = Picture.Black(one.Width, one.Height);
        var counts = new long[byte.MaxValue + 1];
        for (var at = 0; at < one.Pixels.Length; at += Picture.BytesPerPixel)
        {
            // What differs in alpha only is shown as grey, or it would not be seen.
            var alpha = Math.Abs(one.Pixels[at + 3] - other.Pixels[at + 3]);
            for (var channel = at; channel < at + 3; channel++)
            {
                var by = Math.Max(alpha, Math.Abs(one.Pixels[channel] - other.Pixels[channel]));
                difference.Pixels[channel] = (byte)by;
                counts[by]++;
            }
        }

        factor = FactorOf(counts);
        Amplify(difference, factor);
        return difference;
    }

    /// <summary>Pictures of one height in a row, from left to right.</summary>
    /// <exception cref="ArgumentException">They are of unlike height, or there is none.</exception>
    public static Picture SideBySide(params IReadOnlyList<Picture> pictures)
    {
        if (pictures.Count == 0 || pictures.Any(picture => picture.Height != pictures[0].Height))
        {
            throw new ArgumentException("Pictures in a row are of one height.", nameof(pictures));
        }

        var row = Picture.Black(pictures.Sum(picture => picture.Width + Gap) - Gap, pictures[0].Height);
        var left = 0;
        foreach (var picture in pictures)
        {
            for (var line = 0; line < picture.Height; line++)
            {
                picture.Row(line).CopyTo(row.Row(line)[(left * Picture.BytesPerPixel)..]);
            }

            left += picture.Width + Gap;
        }

        return row;
    }

    private static int FactorOf(long[] counts)
    {
        var differing = counts.Skip(1).Sum();
        var factor = 1;
        while (differing > 0 && factor < FactorMax
            && Above(counts, byte.MaxValue / (factor * 2)) * 100 <= differing * ClippedPercentMax)
        {
            factor *= 2;
        }

        return factor;
    }

    private static long Above(long[] counts, int value) => counts.Skip(value + 1).Sum();

    private static void Amplify(Picture difference, int factor)
    {
        for (var at = 0; at < difference.Pixels.Length; at++)
        {
            if (at % Picture.BytesPerPixel != 3)
            {
                difference.Pixels[at] = (byte)Math.Min(difference.Pixels[at] * factor, byte.MaxValue);
            }
        }
    }
}
