using System.Globalization;

namespace Heliostat.Cli.Running;

/// <summary>Writes times, sizes and durations for people.</summary>
internal static class Words
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>A time in milliseconds since 1970 as UTC.</summary>
    public static string Time(long? milliseconds) => milliseconds is { } at
        ? DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : "";

    /// <summary>A number of bytes, in the unit that suits it.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1_000 && unit < Units.Length - 1)
        {
            value /= 1_000;
            unit++;
        }

        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>A number of seconds with one decimal.</summary>
    public static string Seconds(long milliseconds) =>
        (milliseconds / 1_000.0).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A number and its noun: "1 frame", "24 frames".</summary>
    public static string Count(long number, string noun) => Count(number, noun, noun + "s");

    /// <summary>The same, where the noun does not end in s for many.</summary>
    public static string Count(long number, string noun, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? noun : many)}");
}
