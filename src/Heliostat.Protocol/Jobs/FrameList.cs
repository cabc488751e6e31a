using System.Globalization;
using System.Text;

namespace Heliostat.Protocol.Jobs;

/// <summary>
/// Which frames a job renders, written <c>1-24,30,40-60x2</c>: ranges and single frames, a step after an x, in the
/// order in which they are rendered. A frame may be listed once only.
/// </summary>
public sealed class FrameList
{
    /// <summary>Frames that one list may hold.</summary>
    public const int FramesMax = 1_000_000;

    /// <summary>Characters that the text of a list may have.</summary>
    public const int TextLengthMax = 4_096;

    /// <summary>The lowest and, without its sign, the highest frame number: Blender's own bound.</summary>
    public const int FrameNumberMax = 1_048_574;

    private readonly FrameRange[] _ranges;
    private readonly int[] _firstUnits;

    private FrameList(FrameRange[] ranges)
    {
        _ranges = ranges;
        _firstUnits = new int[ranges.Length];
        for (var i = 1; i < ranges.Length; i++)
        {
            _firstUnits[i] = _firstUnits[i - 1] + ranges[i - 1].Count;
        }

        Count = _firstUnits[^1] + ranges[^1].Count;
    }

    /// <summary>How many frames the list holds; they are the units 0 to Count − 1 of the job.</summary>
    public int Count { get; }

    /// <summary>The frame of a unit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public int FrameOf(int unit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unit);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unit, Count);
        var found = Array.BinarySearch(_firstUnits, unit);
        var index = found >= 0 ? found : ~found - 1;
        return _ranges[index].First + ((unit - _firstUnits[index]) * _ranges[index].Step);
    }

    /// <summary>Reads a list; where it cannot, <paramref name="error"/> is a sentence that says why.</summary>
    public static bool TryParse(string? text, out FrameList? list, out string? error)
    {
        list = null;
        error = null;
        if (string.IsNullOrWhiteSpace(text) || text.Length > TextLengthMax)
        {
            error = $"A frame list has 1 to {TextLengthMax} characters, such as 1-24,30,40-60x2.";
            return false;
        }

        var ranges = new List<FrameRange>();
        foreach (var part in text.Split(','))
        {
            if (!TryParseRange(part.Trim(), out var range, out error))
            {
                return false;
            }

            ranges.Add(range);
        }

        error = Check(ranges);
        list = error is null ? new FrameList([.. ranges]) : null;
        return list is not null;
    }

    /// <summary>The list in its shortest form, which reads back as the same list.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var range in _ranges)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(range.ToString());
        }

        return text.ToString();
    }

    private static bool TryParseRange(string part, out FrameRange range, out string? error)
    {
        range = default;
        error = $"'{part}' is not a frame (7), a range (1-24) or a range with a step (40-60x2).";
        var step = 1;
        var cross = part.IndexOf('x', StringComparison.Ordinal);
        if (cross >= 0 && !TryParseNumber(part[(cross + 1)..], out step))
        {
            return false;
        }

        var body = cross >= 0 ? part[..cross] : part;
        var dash = body.IndexOf('-', Math.Min(1, body.Length));
        if (!TryParseNumber(dash < 0 ? body : body[..dash], out var first))
        {
            return false;
        }

        var last = first;
        if (dash >= 0 && !TryParseNumber(body[(dash + 1)..], out last))
        {
            return false;
        }

        if (cross >= 0 && dash < 0)
        {
            return false;
        }

        error = last < first ? $"'{part}' runs backwards: write the lower frame first."
            : step < 1 ? $"'{part}' has a step under 1."
            : null;
        range = error is null ? new FrameRange(first, last, step) : default;
        return error is null;
    }

    // .NET takes a number with NUL characters behind it for that number.
    private static bool TryParseNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
        && !text.Contains('\0', StringComparison.Ordinal)
        && number is >= -FrameNumberMax and <= FrameNumberMax;

    private static string? Check(List<FrameRange> ranges)
    {
        long count = 0;
        foreach (var range in ranges)
        {
            count += range.Count;
        }

        if (count > FramesMax)
        {
            return $"The list holds {count} frames; a job may have {FramesMax}. Split it into several jobs.";
        }

        var seen = new HashSet<int>();
        foreach (var range in ranges)
        {
            for (var frame = range.First; frame <= range.Last; frame += range.Step)
            {
                if (!seen.Add(frame))
                {
                    return $"Frame {frame} is listed twice; list it once.";
                }
            }
        }

        return null;
    }

    private readonly record struct FrameRange(int First, int Last, int Step)
    {
        public int Count => ((Last - First) / Step) + 1;

        public override string ToString() =>
            First == Last ? $"{First}" : Step == 1 ? $"{First}-{Last}" : $"{First}-{Last}x{Step}";
    }
}
