namespace Heliostat.Node.Working;

/// <summary>
/// Keeps rendered pixels for as long as somebody may ask for some of them, up to a time and a number of bytes; the
/// oldest go first.
/// </summary>
internal sealed class PixelShelf<TKey, TValue>(TimeProvider time, long bytesMax) : IDisposable
    where TKey : notnull
    where TValue : class, IDisposable
{
    private const int KeepMinutesMax = 30;

    // A hello names what a verifier keeps, and has to fit into one envelope.
    private const int CountMax = 4_096;

    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Item> _items = [];
    private readonly LinkedList<TKey> _order = new();
    private long _bytes;

    /// <summary>What is kept.</summary>
    public IReadOnlyList<TKey> Keys
    {
        get
        {
            lock (_gate)
            {
                return [.. _items.Keys];
            }
        }
    }

    /// <summary>Keeps something that takes so many bytes; it is disposed of when it goes.</summary>
    public void Add(TKey key, TValue value, long bytes)
    {
        lock (_gate)
        {
            Take(key);
            _items[key] = new Item(value, bytes, time.GetTimestamp(), _order.AddLast(key));
            _bytes += bytes;
            while (_order.First is { } oldest && oldest.Value is { } name && IsOver(_items[name]))
            {
                Take(name);
            }
        }
    }

    /// <summary>What is kept under a name, or null.</summary>
    public TValue? Find(TKey key)
    {
        lock (_gate)
        {
            return _items.GetValueOrDefault(key)?.Value;
        }
    }

    /// <summary>Lets go of what is not needed any more.</summary>
    public void Remove(Func<TKey, bool> isOver)
    {
        lock (_gate)
        {
            foreach (var key in _items.Keys.Where(isOver).ToList())
            {
                Take(key);
            }
        }
    }

    public void Dispose() => Remove(_ => true);

    private bool IsOver(Item item) =>
        (_bytes > bytesMax && _items.Count > 1) || _items.Count > CountMax
        || time.GetElapsedTime(item.Since).TotalMinutes > KeepMinutesMax;

    private void Take(TKey key)
    {
        if (_items.Remove(key, out var item))
        {
            _order.Remove(item.Place);
            _bytes -= item.Bytes;
            item.Value.Dispose();
        }
    }

    private sealed record Item(TValue Value, long Bytes, long Since, LinkedListNode<TKey> Place);
}
