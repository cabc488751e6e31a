using System.Globalization;
using Heliostat.Client.Pictures;
using Heliostat.Protocol.Verification;

namespace Heliostat.Client.Frames;

/// <summary>
/// Makes, of the pictures of one claim, that of the difference and that of all of them side by side. There are none
/// where a picture is no PNG file, or of another size than the others.
/// </summary>
internal static class ClaimComparison
{
    /// <summary>Writes both; how many pictures that are.</summary>
    /// <param name="prefix">What the paths of both begin with.</param>
    /// <param name="accepted">The picture that was accepted; null where there is none.</param>
    /// <param name="area">The part of it that the verifiers show; null for all of it.</param>
    /// <param name="seen">What the verifiers rendered, in order.</param>
    public static int Write(string prefix, string? accepted, TileRectangle? area, IReadOnlyList<SeenPicture> seen)
    {
        if (accepted is null || seen.Count == 0 || Read(accepted) is not { } whole || !Holds(whole, area))
        {
            return 0;
        }

        var shown = area is { } part ? whole.Part(part) : whole;
        var pictures = new List<Picture> { shown };
        foreach (var one in seen)
        {
            if (Read(one.Path) is not { } picture || (picture.Width, picture.Height) != (shown.Width, shown.Height))
            {
                return 0;
            }

            pictures.Add(picture);
        }

        // Of several verifiers the one that disagrees is the one of interest.
        var unlike = int.Max(0, seen.TakeWhile(one => one.Agrees).Count() % seen.Count);
        var difference = PictureComparison.Difference(shown, pictures[1 + unlike], out var factor);
        pictures.Add(difference);
        Write(prefix, "difference", factor, difference);
        Write(prefix, "side_by_side", factor, PictureComparison.SideBySide(pictures));
        return 2;
    }

    private static bool Holds(Picture whole, TileRectangle? area) =>
        area is not { } part || (part.Right <= whole.Width && part.Top <= whole.Height);

    private static Picture? Read(string path) =>
        PngReader.TryRead(File.ReadAllBytes(path), out var picture) ? picture : null;

    private static void Write(string prefix, string what, int factor, Picture picture)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{what}_x{factor}.png");
        using var file = File.Create(path);
        PngWriter.Write(file, picture);
    }
}
