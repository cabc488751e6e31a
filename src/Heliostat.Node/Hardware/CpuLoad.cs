using System.Globalization;

namespace Heliostat.Node.Hardware;

/// <summary>How busy each thread of the processors was between two looks at <c>/proc/stat</c>.</summary>
internal sealed class CpuLoad
{
    private const int ThreadsMax = 4_096;
    private const int IdleField = 4;
    private const int WaitField = 5;
    private const int FieldsMin = 8;

    private IReadOnlyList<(long Busy, long Total)> _before = [];

    /// <summary>
    /// Percent for each thread since the last look; empty at the first, and where the system does not say.
    /// </summary>
    public IReadOnlyList<int> Look(string stat)
    {
        var now = stat.Split('\n').Select(ReadThread).OfType<(long Busy, long Total)>().Take(ThreadsMax).ToList();
        var pairs = now.Count == _before.Count ? now.Zip(_before) : [];
        List<int> loads =
        [
            .. pairs.Select(pair => Percent(
                pair.First.Busy - pair.Second.Busy, pair.First.Total - pair.Second.Total)),
        ];
        _before = now;
        return loads;
    }

    private static int Percent(long busy, long total) =>
        total <= 0 ? 0 : (int)Math.Clamp(((busy * 100) + (total / 2)) / total, 0, 100);

    // "cpu0 user nice system idle iowait irq softirq steal …", in ticks; the line of all has no number.
    private static (long Busy, long Total)? ReadThread(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= FieldsMin
            || !fields[0].StartsWith("cpu", StringComparison.Ordinal)
            || !fields[0].AsSpan(3).ContainsAnyInRange('0', '9'))
        {
            return null;
        }

        var ticks = fields.Skip(1).Take(FieldsMin).Select(field =>
            long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : 0).ToList();
        var total = ticks.Sum();
        return (total - ticks[IdleField - 1] - ticks[WaitField - 1], total);
    }
}
