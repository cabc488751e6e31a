namespace Heliostat.Manager.Webhooks;

/// <summary>Counters of posts, for /metrics.</summary>
internal sealed class WebhookFigures
{
    private long _delivered;
    private long _failed;
    private long _dropped;

    /// <summary>Deliveries that were taken.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Posts that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Deliveries that were given up.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void CountPost(bool isTaken)
    {
        if (isTaken)
        {
            Interlocked.Increment(ref _delivered);
        }
        else
        {
            Interlocked.Increment(ref _failed);
        }
    }

    public void CountDropped(int count) => Interlocked.Add(ref _dropped, count);
}
