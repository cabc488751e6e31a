using System.Globalization;

namespace Heliostat.Bench.Streams;

/// <summary>
/// What listens: busybox's <c>nc</c>, a port a program, the same in a container and directly on this machine.
/// </summary>
internal static class StreamPrograms
{
    /// <summary>Gives back what comes.</summary>
    public const int EchoPort = 7_000;

    /// <summary>Takes all that comes, and says so once it ended.</summary>
    public const int SinkPort = 7_001;

    /// <summary>Sends so many bytes to whoever connects.</summary>
    public const int SourcePort = 7_002;

    /// <summary>What the sink says at its end, with a line's end.</summary>
    public const string SinkEnd = "taken";

    private const int BlockBytes = 100_000;

    public static IReadOnlyList<int> Ports { get; } = [EchoPort, SinkPort, SourcePort];

    /// <summary>The script that starts all of them and lasts until it is ended, and they with it.</summary>
    /// <param name="busybox">How the program is called before the name of its part.</param>
    /// <param name="bytes">What the source sends: a multiple of 100,000.</param>
    public static string Script(string busybox, long bytes) => string.Create(
        CultureInfo.InvariantCulture,
        $"{busybox} nc -ll -p {EchoPort} -e {busybox} cat & one=$!; "
        + $"{busybox} nc -ll -p {SinkPort} -e {busybox} sh -c '{busybox} cat >/dev/null; echo {SinkEnd}' & two=$!; "
        + $"{busybox} nc -ll -p {SourcePort} -e {busybox} dd if=/dev/zero bs={BlockBytes} "
        + $"count={bytes / BlockBytes} 2>/dev/null & three=$!; "
        + $"trap 'kill $one $two $three; exit 0' TERM; wait");
}
