using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Jobs;

/// <summary>News about one job, gathered: each unit once, with the last entry that changed it.</summary>
internal sealed class NewsDigest
{
    /// <summary>Units of which a client is told one by one; of more it is told to read the job again.</summary>
    public const int UnitsMax = 256;

    private readonly Dictionary<int, long> _units = [];

    /// <summary>The last entry with news.</summary>
    public long Sequence { get; private set; }

    /// <summary>True when there were more units than a client is told of.</summary>
    public bool IsTooMuch { get; private set; }

    public static JobEvent Resync(long sequence) => new(sequence, "resync", null, null, null);

    public void Add(JobNews news)
    {
        Sequence = Math.Max(Sequence, news.Sequence);
        if (news.Unit is not { } unit || IsTooMuch)
        {
            return;
        }

        _units[unit] = news.Sequence;
        IsTooMuch = _units.Count > UnitsMax;
    }

    /// <summary>The units, those that changed first before the others.</summary>
    public IEnumerable<(int Unit, long Sequence)> Units() =>
        _units.OrderBy(unit => unit.Value).ThenBy(unit => unit.Key).Select(unit => (unit.Key, unit.Value));
}
