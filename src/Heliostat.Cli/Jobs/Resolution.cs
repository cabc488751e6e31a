using System.CommandLine.Parsing;
using System.Globalization;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Cli.Jobs;

/// <summary>The size of frames that was asked for: a percentage of the scene's full size, or pixels.</summary>
internal sealed record Resolution(int? Percent, int Width, int Height)
{
    public const int PercentMax = 1_000;

    /// <summary>For an option's CustomParser.</summary>
    public static Resolution? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text, out var resolution))
        {
            return resolution;
        }

        result.AddError(
            $"--resolution is a percentage such as 50%, or pixels such as 1920x1080 (at most {BlenderSettings.SideMax} "
            + $"a side), not '{text}'.");
        return null;
    }

    public static bool TryParse(string text, out Resolution? resolution)
    {
        resolution = null;
        if (text.EndsWith('%'))
        {
            if (TryNumber(text[..^1], PercentMax, out var percent))
            {
                resolution = new Resolution(percent, 0, 0);
            }
        }
        else if (text.Split('x') is [var across, var up]
            && TryNumber(across, BlenderSettings.SideMax, out var width)
            && TryNumber(up, BlenderSettings.SideMax, out var height))
        {
            resolution = new Resolution(null, width, height);
        }

        return resolution is not null;
    }

    /// <summary>Pixels across and up for a scene of this full size, rounded as Blender rounds.</summary>
    public (int Width, int Height) Of(int fullWidth, int fullHeight) => Percent is { } percent
        ? ((int)((long)fullWidth * percent / 100), (int)((long)fullHeight * percent / 100))
        : (Width, Height);

    private static bool TryNumber(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number >= 1 && number <= most;
}
