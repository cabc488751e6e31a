using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Heliostat.Bench.Streams;

/// <summary>One way to the programs: what is measured on it, round by round.</summary>
/// <param name="open">Connects to one of the ports.</param>
/// <param name="endWrites">Says on a connection that no more bytes come, while it can still be read.</param>
internal sealed class StreamRounds(Func<int, Task<Stream>> open, Func<Stream, Task> endWrites)
{
    /// <summary>Bytes that go there and back to take the latency.</summary>
    public const int RoundTripBytes = 64;

    private const int BufferBytes = 64 * 1024;
    private const int OpenRoundsMax = 400;
    private const int OpenPauseMilliseconds = 50;

    public Spread Up { get; } = new("MB/s");

    public Spread Down { get; } = new("MB/s");

    public Spread Open { get; } = new("ms");

    public Spread TripsP50 { get; } = new("µs");

    public Spread TripsP99 { get; } = new("µs");

    /// <summary>Waits until all programs listen.</summary>
    public async Task UntilOpenAsync()
    {
        foreach (var port in StreamPrograms.Ports)
        {
            for (var round = 0; ; round++)
            {
                try
                {
                    await using var stream = await open(port);
                    break;
                }
                catch (Exception error) when (
                    round < OpenRoundsMax && error is System.Net.Sockets.SocketException or Client.HeliostatException)
                {
                    await Task.Delay(OpenPauseMilliseconds);
                }
            }
        }
    }

    /// <summary>Bytes to the program, until it said that it took the last one.</summary>
    public async Task SendAsync(long bytes)
    {
        await using var stream = await open(StreamPrograms.SinkPort);
        var piece = RandomNumberGenerator.GetBytes(BufferBytes);
        var started = Stopwatch.GetTimestamp();
        for (var left = bytes; left > 0; left -= piece.Length)
        {
            await stream.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)));
        }

        await endWrites(stream);
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var said = await reader.ReadToEndAsync();
        Up.Add(MegabytesPerSecond(bytes, started));
        Expect(said.TrimEnd() == StreamPrograms.SinkEnd, $"The sink said '{said}'.");
    }

    /// <summary>Bytes from the program, from the connecting until its end.</summary>
    public async Task ReceiveAsync(long bytes)
    {
        var started = Stopwatch.GetTimestamp();
        await using var stream = await open(StreamPrograms.SourcePort);
        var (buffer, got) = (new byte[BufferBytes], 0L);
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            got += count;
        }

        Down.Add(MegabytesPerSecond(bytes, started));
        Expect(got == bytes, $"The source sent {got} bytes.");
        await endWrites(stream);
    }

    /// <summary>The time to open a connection until its first bytes are back, and then of round trips on it.</summary>
    public async Task TripAsync(int trips)
    {
        var opening = Stopwatch.GetTimestamp();
        await using var stream = await open(StreamPrograms.EchoPort);
        await TripAsync(stream);
        Open.Add(Stopwatch.GetElapsedTime(opening).TotalMilliseconds);
        var times = new List<double>(trips);
        for (var i = 0; i < trips; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await TripAsync(stream);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        times.Sort();
        TripsP50.Add(times[trips * 50 / 100]);
        TripsP99.Add(times[trips * 99 / 100]);
        await endWrites(stream);
        Expect(await stream.ReadAsync(new byte[1]) == 0, "The echo said more than it was told.");
    }

    private static async Task TripAsync(Stream stream)
    {
        var (said, heard) = (RandomNumberGenerator.GetBytes(RoundTripBytes), new byte[RoundTripBytes]);
        await stream.WriteAsync(said);
        await stream.ReadExactlyAsync(heard);
        Expect(said.AsSpan().SequenceEqual(heard), "The echo is another one.");
    }

    private static double MegabytesPerSecond(long bytes, long started) =>
        bytes / 1e6 / Stopwatch.GetElapsedTime(started).TotalSeconds;

    private static void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
