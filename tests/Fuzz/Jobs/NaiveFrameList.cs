using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Fuzz.Jobs;

/// <summary>A second reading of frame lists, by one pattern and without any thrift.</summary>
internal static partial class NaiveFrameList
{
    /// <summary>The frames in order; null where the list is to be refused.</summary>
    public static List<int>? Read(string text)
    {
        if (text.Length > FrameList.TextLengthMax || string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var frames = new List<int>();
        foreach (var part in text.Split(','))
        {
            if (Pattern().Match(part.Trim()) is not { Success: true } match
                || !AddRange(match, frames))
            {
                return null;
            }
        }

        return frames.Distinct().Count() == frames.Count ? frames : null;
    }

    private static bool AddRange(Match match, List<int> frames)
    {
        var first = Number(match.Groups["first"]) ?? 0;
        var last = Number(match.Groups["last"]) ?? first;
        var step = Number(match.Groups["step"]) ?? 1;
        if (new[] { first, last, step }.Any(number => BigInteger.Abs(number) > FrameList.FrameNumberMax)
            || last < first
            || step < 1)
        {
            return false;
        }

        for (var frame = first; frame <= last; frame += step)
        {
            frames.Add((int)frame);
            if (frames.Count > FrameList.FramesMax)
            {
                return false;
            }
        }

        return true;
    }

    private static BigInteger? Number(Group group) =>
        group.Success ? BigInteger.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\A(?<first>[+-]?[0-9]+)(-(?<last>[+-]?[0-9]+)(x(?<step>[+-]?[0-9]+))?)?\z")]
    private static partial Regex Pattern();
}
