using System.Globalization;

namespace Heliostat.Manager.Streams;

/// <summary>TCP ports from one to another, both included.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
public sealed record PortRange(int First, int Last)
{
    /// <summary>How many there are.</summary>
    public int Count => Last - First + 1;

    /// <summary>Reads <c>30000-30999</c>; null for what is no range of ports above 1023.</summary>
    public static PortRange? TryParse(string? text) =>
        text?.Split('-') is [var first, var last]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
        && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
        && from is > 1_023 && to <= ushort.MaxValue && from <= to
            ? new PortRange(from, to)
            : null;

    /// <summary>Whether a port is one of them.</summary>
    public bool Has(int port) => port >= First && port <= Last;
}
