namespace Heliostat.Manager.Blobs;

/// <summary>Bytes a second that several streams share. May be used on any thread.</summary>
internal sealed class SharedRate(long bytesPerSecond, TimeProvider time)
{
    private const int PiecesPerSecond = 4;

    private readonly Lock _gate = new();
    private readonly long _since = time.GetTimestamp();
    private TimeSpan _free;

    /// <summary>Bytes that are moved at once, so that streams take turns.</summary>
    public int PieceBytesMax { get; } = (int)Math.Clamp(bytesPerSecond / PiecesPerSecond, 1, int.MaxValue);

    /// <summary>Waits until bytes that were moved before have had their time, then counts these.</summary>
    public Task TakeAsync(int bytes, CancellationToken cancellation) =>
        Count(bytes) is var wait && wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellation) : Task.CompletedTask;

    /// <summary>Counts bytes; answers how long whoever moved them waits before it goes on.</summary>
    internal TimeSpan Count(int bytes)
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_since);
            var from = _free > now ? _free : now;
            _free = from + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
            return from - now;
        }
    }
}
