using System.CommandLine.Parsing;
using System.Globalization;

namespace Heliostat.Cli.Running;

/// <summary>Reads durations such as <c>90s</c>, <c>15m</c>, <c>1h30m</c> and <c>2d</c>.</summary>
internal static class Durations
{
    public const int DaysMax = 366;

    /// <summary>For an option's CustomParser.</summary>
    public static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryParse(text, out var duration))
        {
            return duration;
        }

        result.AddError($"'{text}' is not a duration: write it as 90s, 15m, 1h, 1h30m or 2d.");
        return default;
    }

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var digits = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            if (SecondsOf(text[i]) is not { } unit
                || !int.TryParse(text.AsSpan(digits, i - digits), CultureInfo.InvariantCulture, out var number)
                || (long)number * unit > DaysMax * 86_400L)
            {
                return false;
            }

            duration += TimeSpan.FromSeconds((long)number * unit);
            digits = i + 1;
        }

        return text.Length > 0 && digits == text.Length && duration > TimeSpan.Zero
            && duration <= TimeSpan.FromDays(DaysMax);
    }

    private static int? SecondsOf(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => null,
    };
}
