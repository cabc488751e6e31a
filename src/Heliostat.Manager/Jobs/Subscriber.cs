using System.Threading.Channels;

namespace Heliostat.Manager.Jobs;

/// <summary>One client of a stream of events, with what waits for it.</summary>
/// <param name="resync">Makes the word that events were dropped, out of the one that comes after them.</param>
internal sealed class Subscriber<T>(Func<T, T> resync)
{
    /// <summary>Events that may wait for one client; over it they go, and it is told to read again.</summary>
    public const int EventsMax = 256;

    private readonly Queue<T> _waiting = [];
    private readonly Lock _gate = new();
    private readonly Channel<byte> _wakes = Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Publish(IEnumerable<T> events)
    {
        lock (_gate)
        {
            foreach (var happened in events)
            {
                if (_waiting.Count >= EventsMax)
                {
                    _waiting.Clear();
                    _waiting.Enqueue(resync(happened));
                }

                _waiting.Enqueue(happened);
            }
        }

        _wakes.Writer.TryWrite(0);
    }

    /// <summary>Takes everything that waits.</summary>
    public IReadOnlyList<T> TakeAll()
    {
        lock (_gate)
        {
            T[] taken = [.. _waiting];
            _waiting.Clear();
            return taken;
        }
    }

    /// <summary>Waits until something may have come; false when nothing more will.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellation) =>
        await _wakes.Reader.WaitToReadAsync(cancellation) && _wakes.Reader.TryRead(out _);

    /// <summary>Says that nothing more will come: the manager stops.</summary>
    public void End() => _wakes.Writer.TryComplete();
}
