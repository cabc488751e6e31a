namespace Heliostat.Core.Accounts;

/// <summary>How much of the network one consumer may take. Set by the network owner.</summary>
/// <param name="Jobs">Jobs that it may have open at once.</param>
/// <param name="Tasks">Units of its open jobs that are not accepted yet, at once.</param>
/// <param name="Bytes">Bytes of blobs kept for it; what nodes deliver to it counts, and is never refused.</param>
/// <param name="Weight">Its share beside other consumers when work is placed: with 2 it gets twice what 1 gets.</param>
public sealed record AccountQuota(int Jobs, long Tasks, long Bytes, int Weight)
{
    /// <summary>Open jobs unless the owner says otherwise.</summary>
    public const int JobsDefault = 10_000;

    /// <summary>Open units unless the owner says otherwise.</summary>
    public const long TasksDefault = 10_000_000;

    /// <summary>Bytes unless the owner says otherwise: 500 GB.</summary>
    public const long BytesDefault = 500_000_000_000;

    /// <summary>The most open jobs that a quota may allow.</summary>
    public const int JobsMax = 1_000_000;

    /// <summary>The most open units that a quota may allow.</summary>
    public const long TasksMax = 1_000_000_000;

    /// <summary>The most bytes that a quota may allow: 10 PB.</summary>
    public const long BytesMax = 10_000_000_000_000_000;

    /// <summary>The largest weight.</summary>
    public const int WeightMax = 1_000;

    /// <summary>The part of a quota, in percent, at which its account is warned.</summary>
    public const int WarningPercent = 80;

    /// <summary>What an account has until the owner says otherwise.</summary>
    public static AccountQuota Default { get; } = new(JobsDefault, TasksDefault, BytesDefault, 1);

    /// <summary>The limit of one kind.</summary>
    public long LimitOf(QuotaKind kind) => kind switch
    {
        QuotaKind.Jobs => Jobs,
        QuotaKind.Tasks => Tasks,
        QuotaKind.Bytes => Bytes,
    };

    /// <summary>Whether so much of a kind is near its limit: at the percentage of the warning, or over it.</summary>
    public bool IsNear(QuotaKind kind, long used) =>
        used > 0 && (Int128)used * 100 >= (Int128)LimitOf(kind) * WarningPercent;
}
