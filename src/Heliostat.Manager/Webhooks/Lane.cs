using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Webhooks;

/// <summary>The queue of one webhook, in memory: when it is due, and whether somebody works at it.</summary>
internal sealed class Lane(WebhookId webhook)
{
    private int _isBusy;
    private int _pending;
    private long _nextAtMs;
    private volatile string _error = "";

    public WebhookId Webhook => webhook;

    /// <summary>Deliveries that wait.</summary>
    public int Pending
    {
        get => Volatile.Read(ref _pending);
        set => Volatile.Write(ref _pending, value);
    }

    /// <summary>When the first of them is due.</summary>
    public long NextAtMs
    {
        get => Interlocked.Read(ref _nextAtMs);
        set => Interlocked.Exchange(ref _nextAtMs, value);
    }

    /// <summary>Why the last post failed, in words; empty when it did not.</summary>
    public string Error
    {
        get => _error;
        set => _error = value;
    }

    public void Add(int count) => Interlocked.Add(ref _pending, count);

    public bool IsDue(long nowMs) => Pending > 0 && NextAtMs <= nowMs;

    /// <summary>Begins to work at the queue; false while somebody else does.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _isBusy, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref _isBusy, 0);
}
