using System.CommandLine.Parsing;
using System.Globalization;

namespace Heliostat.Cli.Running;

/// <summary>Reads numbers of bytes such as <c>20MB</c>, <c>1.5GB</c> and <c>2TB</c>; a KB is 1,000.</summary>
internal static class Sizes
{
    private static readonly (string Unit, decimal Bytes)[] Units =
    [
        ("KB", 1_000m), ("MB", 1_000_000m), ("GB", 1_000_000_000m), ("TB", 1_000_000_000_000m), ("B", 1m), ("", 1m),
    ];

    /// <summary>For an option's CustomParser.</summary>
    public static long? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryParse(text, out var bytes))
        {
            return bytes;
        }

        result.AddError($"'{text}' is not a size: write it as 800MB, 20GB or 1.5TB.");
        return null;
    }

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var (unit, factor) = Units.First(one => text.EndsWith(one.Unit, StringComparison.OrdinalIgnoreCase));
        if (!decimal.TryParse(
                text.AsSpan(0, text.Length - unit.Length),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number)
            || number > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)(number * factor);
        return true;
    }
}
