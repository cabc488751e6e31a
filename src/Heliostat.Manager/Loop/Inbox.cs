namespace Heliostat.Manager.Loop;

/// <summary>
/// Where commands wait. Many put in; one takes everything at once, so that a group is whatever waits.
/// </summary>
internal sealed class Inbox
{
    /// <summary>Commands that may wait; over it the caller is told that the manager is busy.</summary>
    public const int WaitingMax = 200_000;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private List<Waiting> _waiting = [];
    private List<Waiting> _spare = [];
    private readonly ManualResetEventSlim _closing = new();

    /// <summary>True once it takes nothing more in.</summary>
    public bool IsClosed => _closing.IsSet;

    /// <summary>Commands that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Puts one in; false when no more are taken.</summary>
    public bool TryAdd(Waiting waiting, out bool closed)
    {
        lock (_gate)
        {
            closed = IsClosed;
            if (closed || _waiting.Count >= WaitingMax)
            {
                return false;
            }

            _waiting.Add(waiting);
            if (_waiting.Count > 1)
            {
                return true;
            }
        }

        _arrived.Release();
        return true;
    }

    /// <summary>
    /// Everything that waits, once there is something or the time is over; null once it is closed and empty. The list
    /// is good until the next call.
    /// </summary>
    public List<Waiting>? Take(TimeSpan patience)
    {
        _arrived.Wait(patience);
        lock (_gate)
        {
            if (IsClosed && _waiting.Count == 0)
            {
                return null;
            }

            _spare.Clear();
            (_waiting, _spare) = (_spare, _waiting);
            return _spare;
        }
    }

    /// <summary>Takes nothing more in.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closing.Set();
        }

        _arrived.Release();
    }

    /// <summary>Waits for a while, or until it takes nothing more in.</summary>
    public void WaitForClose(TimeSpan patience) => _closing.Wait(patience);

    /// <summary>The questions that wait; commands go on waiting.</summary>
    public List<Waiting> TakeQuestions()
    {
        lock (_gate)
        {
            var questions = _waiting.FindAll(waiting => waiting.Question is not null);
            _waiting.RemoveAll(waiting => waiting.Question is not null);
            return questions;
        }
    }
}
