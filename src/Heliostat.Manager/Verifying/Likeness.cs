namespace Heliostat.Manager.Verifying;

/// <summary>
/// How alike two tiles are: the peak signal-to-noise ratio of their red, green and blue as a display would show them
/// (sRGB curve, clipped to 0..1, peak 1), in thousandths of a decibel.
/// </summary>
internal static class Likeness
{
    /// <summary>What equal tiles get, and the most that any get.</summary>
    public const int MillidecibelsMax = 200_000;

    private const int Channels = 4;

    /// <summary>
    /// Measures; null where one of the two is missing, or they are of unlike size, or a value is not finite.
    /// </summary>
    public static int? Millidecibels(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.IsEmpty || left.Length != right.Length)
        {
            return null;
        }

        double sum = 0;
        for (var i = 0; i < left.Length; i++)
        {
            // Alpha is no light.
            if (i % Channels == Channels - 1)
            {
                continue;
            }

            var difference = Shown(left[i]) - Shown(right[i]);
            sum += difference * difference;
        }

        var mean = sum / (left.Length / Channels * (Channels - 1));
        return double.IsNaN(mean) ? null
            : mean == 0 ? MillidecibelsMax
            : (int)Math.Clamp(Math.Floor(-10_000 * Math.Log10(mean)), 0, MillidecibelsMax);
    }

    private static double Shown(float linear)
    {
        var clipped = Math.Clamp((double)linear, 0, 1);
        return clipped <= 0.0031308 ? clipped * 12.92 : (1.055 * Math.Pow(clipped, 1 / 2.4)) - 0.055;
    }
}
