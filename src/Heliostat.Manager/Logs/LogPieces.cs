using System.Text;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Logs;

/// <summary>Reads a run's log in pieces, cut between characters, until the run has ended and all was read.</summary>
/// <param name="logs">The logs.</param>
/// <param name="run">The run.</param>
/// <param name="isOver">Whether the run has ended.</param>
internal sealed class LogPieces(RunLogs logs, RunId run, Func<bool> isOver)
{
    /// <summary>Bytes that one piece may have.</summary>
    public const int PieceBytesMax = 16 * 1024;

    /// <summary>Milliseconds between two looks for more.</summary>
    public const int LookMilliseconds = 250;

    private readonly byte[] _buffer = new byte[PieceBytesMax];
    private bool _isFlushed;

    /// <summary>Where the next piece begins, in bytes of the log.</summary>
    public long Offset { get; set; }

    /// <summary>The next piece; empty where there is none yet, null where there will be none.</summary>
    public async Task<string?> NextAsync(CancellationToken cancellation)
    {
        if (await ReadAsync(cancellation) is { Length: > 0 } text)
        {
            return text;
        }

        if (_isFlushed)
        {
            return null;
        }

        if (!isOver())
        {
            await Task.Delay(LookMilliseconds, cancellation);
            return "";
        }

        // What the run printed last may wait to be written still.
        await logs.FlushAsync(cancellation);
        _isFlushed = true;
        return "";
    }

    /// <summary>Whether a run in this state prints no more.</summary>
    public static bool IsOver(RunState state) => state is not (RunState.Assigned or RunState.Running);

    private async Task<string> ReadAsync(CancellationToken cancellation)
    {
        await using var file = logs.Files.Open(run);
        if (file is null || file.Length <= Offset)
        {
            return "";
        }

        file.Seek(Offset, SeekOrigin.Begin);
        var count = await file.ReadAtLeastAsync(_buffer, PieceBytesMax, throwOnEndOfStream: false, cancellation);
        var whole = WholeCharacters(_buffer.AsSpan(0, count));
        Offset += whole;
        return Encoding.UTF8.GetString(_buffer, 0, whole);
    }

    // A character of UTF-8 has at most four bytes; what looks like the beginning of one waits for its end.
    private static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var value = bytes[^back];
            if ((value & 0xC0) != 0x80)
            {
                var needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC0 ? 2 : 1;
                return needed > back && bytes.Length > back ? bytes.Length - back : bytes.Length;
            }
        }

        return bytes.Length;
    }
}
