namespace Heliostat.Simulation.Worlds;

/// <summary>
/// Virtual time: what is to happen when. Two things at one moment happen in the order they were planned.
/// </summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (long AtMs, long Order)> _planned = new();
    private long _order;

    public long NowMs { get; private set; }

    public void In(long ms, Action deed) => _planned.Enqueue(deed, (NowMs + ms, _order++));

    /// <summary>Does what is planned until a moment, or until there is nothing left to wait for.</summary>
    public void RunUntil(long endMs, Func<bool>? isOver = null)
    {
        while (isOver?.Invoke() != true && _planned.TryPeek(out _, out var next) && next.AtMs <= endMs)
        {
            var deed = _planned.Dequeue();
            NowMs = next.AtMs;
            deed();
        }

        NowMs = isOver?.Invoke() == true ? NowMs : endMs;
    }

    /// <summary>Time goes by, and nothing that was planned happens any more.</summary>
    public void Skip(long ms)
    {
        _planned.Clear();
        NowMs += ms;
    }
}
