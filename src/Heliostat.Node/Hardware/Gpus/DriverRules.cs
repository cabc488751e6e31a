using System.Globalization;

namespace Heliostat.Node.Hardware.Gpus;

/// <summary>Which drivers can be worked with.</summary>
internal static class DriverRules
{
    /// <summary>The first number of the oldest driver: the first that runs CUDA 12.</summary>
    public const int MajorMin = 525;

    /// <summary>Why a driver cannot be worked with; null when it can.</summary>
    public static string? WhyNot(string version)
    {
        if (!int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major))
        {
            return $"the driver's version '{version}' cannot be read";
        }

        return major < MajorMin ? $"driver too old: it is {version}, and {MajorMin} is the first that will do" : null;
    }
}
