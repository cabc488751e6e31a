namespace Heliostat.Core;

/// <summary>A moment: milliseconds since 1970, UTC.</summary>
[JsonConverter(typeof(InstantJsonConverter))]
public readonly record struct Instant(long UnixMs) : IComparable<Instant>
{
    /// <summary>The moment this many milliseconds later.</summary>
    public Instant PlusMs(long ms) => new(UnixMs + ms);

    /// <summary>Milliseconds from another moment to this one.</summary>
    public long MsSince(Instant earlier) => UnixMs - earlier.UnixMs;

    /// <inheritdoc/>
    public int CompareTo(Instant other) => UnixMs.CompareTo(other.UnixMs);

    /// <summary>True when this moment lies before the other.</summary>
    public static bool operator <(Instant left, Instant right) => left.UnixMs < right.UnixMs;

    /// <summary>True when this moment lies after the other.</summary>
    public static bool operator >(Instant left, Instant right) => left.UnixMs > right.UnixMs;

    /// <summary>True when this moment does not lie after the other.</summary>
    public static bool operator <=(Instant left, Instant right) => left.UnixMs <= right.UnixMs;

    /// <summary>True when this moment does not lie before the other.</summary>
    public static bool operator >=(Instant left, Instant right) => left.UnixMs >= right.UnixMs;
}
