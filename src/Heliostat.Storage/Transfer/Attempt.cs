namespace Heliostat.Storage.Transfer;

/// <summary>One try at moving bytes, which ends by itself when none has moved for two minutes.</summary>
internal sealed class Attempt : IDisposable
{
    public const int StallSecondsMax = 120;

    private readonly CancellationTokenSource _stalled;
    private readonly IProgress<long>? _progress;
    private readonly RetryBudget _retries;
    private long _done;

    public Attempt(IProgress<long>? progress, RetryBudget retries, CancellationToken cancel)
    {
        _stalled = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _progress = progress;
        _retries = retries;
        StartClock();
    }

    public CancellationToken Cancel => _stalled.Token;

    /// <summary>Watches the bytes that are read from a stream, of which some lie behind already.</summary>
    public Stream Watch(Stream inner, long done)
    {
        _done = done;
        _progress?.Report(done);
        return new WatchedStream(inner, Moved);
    }

    public void Dispose() => _stalled.Dispose();

    private void Moved(int bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        _done += bytes;
        _retries.Progress();
        _progress?.Report(_done);
        StartClock();
    }

    private void StartClock() => _stalled.CancelAfter(TimeSpan.FromSeconds(StallSecondsMax));
}
