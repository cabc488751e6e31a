using System.Runtime.InteropServices;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Blender;

/// <summary>Compares a delivered picture with the places of it that a verifier made itself.</summary>
internal static class PictureComparison
{
    /// <summary>How alike a JPEG must be: its blocks reach over the edges of what was rendered.</summary>
    public const int JpegMillidecibelsMin = 30_000;

    private const int Channels = 4;
    private const int Colours = 3;
    private const int MillidecibelsMax = 200_000;

    /// <summary>Compares all rectangles of the verifier's with the same places of the whole picture.</summary>
    public static FileVerdict Compare(PixelFile mine, PixelFile delivered, ImageFormat format)
    {
        var notes = Notes(delivered);
        var equal = true;
        var (squares, count) = (0.0, 0L);
        foreach (var area in mine.Areas)
        {
            var (own, other) = (mine.Read(area), delivered.Read(area));
            equal &= own.AsSpan().SequenceEqual(other);
            squares += SumOfSquares(own, other, isLinear: format is ImageFormat.Exr or ImageFormat.Multilayer);
            count += (long)area.Width * area.Height * Colours * mine.Layers;
        }

        if (equal)
        {
            return new FileVerdict(true, "equal", null, notes);
        }

        var likeness = Millidecibels(squares / count);
        return format == ImageFormat.Jpeg && likeness >= JpegMillidecibelsMin
            ? new FileVerdict(true, "alike", likeness, notes)
            : new FileVerdict(false, "pixels-differ", likeness, notes);
    }

    /// <summary>
    /// The peak signal-to-noise ratio on display-referred colours: −10 log₁₀ of the mean square difference of the
    /// red, green and blue that lie between 0 and 1.
    /// </summary>
    private static int Millidecibels(double meanSquare) => meanSquare <= 0 || double.IsNaN(meanSquare)
        ? double.IsNaN(meanSquare) ? 0 : MillidecibelsMax
        : (int)Math.Clamp(-10_000 * Math.Log10(meanSquare), 0, MillidecibelsMax);

    private static double SumOfSquares(byte[] mine, byte[] other, bool isLinear)
    {
        var a = MemoryMarshal.Cast<byte, float>(mine);
        var b = MemoryMarshal.Cast<byte, float>(other);
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            if (i % Channels < Colours)
            {
                var difference = Shown(a[i], isLinear) - Shown(b[i], isLinear);
                sum += difference * difference;
            }
        }

        return sum;
    }

    // The sRGB curve of IEC 61966-2-1; what is brighter than white is white on a display.
    private static double Shown(float value, bool isLinear)
    {
        var clamped = float.IsNaN(value) ? 0 : Math.Clamp((double)value, 0, 1);
        return !isLinear ? clamped
            : clamped <= 0.0031308 ? clamped * 12.92
            : (1.055 * Math.Pow(clamped, 1 / 2.4)) - 0.055;
    }

    private static List<string> Notes(PixelFile delivered)
    {
        var (isBlack, isTransparent, isFinite) = (true, true, true);
        foreach (var area in delivered.Areas)
        {
            for (var y = area.Y; y < area.Top; y++)
            {
                var row = MemoryMarshal.Cast<byte, float>(delivered.Read(area with { Y = y, Height = 1 }));
                for (var i = 0; i < row.Length; i++)
                {
                    isBlack &= row[i] == 0 || i % Channels == Colours;
                    isTransparent &= row[i] == 0 || i % Channels != Colours;
                    isFinite &= float.IsFinite(row[i]);
                }
            }
        }

        (bool Holds, string Name)[] all =
            [(isBlack, "all-black"), (isTransparent, "all-transparent"), (!isFinite, "not-finite")];
        return [.. all.Where(note => note.Holds).Select(note => note.Name)];
    }
}
