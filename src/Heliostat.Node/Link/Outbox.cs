using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Link;

/// <summary>
/// What a node has to say. Reports are kept until the manager has them for good, through any number of connections;
/// remarks (progress, acknowledgements, heartbeats) are lost when they cannot be said now.
/// </summary>
public sealed class Outbox
{
    private const int RemarksMax = 4_096;

    private readonly Lock _gate = new();
    private readonly Queue<NodeMessage> _reports = new();
    private readonly Queue<NodeMessage> _remarks = new();
    private readonly Queue<SentEnvelope> _sent = new();
    private Queue<NodeMessage> _again = new();
    private NodeHello? _hello;
    private Action? _wake;
    private ulong _counter;
    private int _unacknowledged;
    private bool _isHeld;
    private bool _isWakeOwed;

    /// <summary>Reports that wait to be sent.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _reports.Count + _again.Count;
            }
        }
    }

    /// <summary>Whether everything that was reported has reached the manager for good.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _reports.Count + _again.Count + _unacknowledged == 0;
            }
        }
    }

    /// <summary>Says something for the journal; it is signed, sent, and sent again until it is acknowledged.</summary>
    public void Report(NodeMessage message)
    {
        Action? wake;
        lock (_gate)
        {
            _reports.Enqueue(message);
            wake = WakeNow();
        }

        wake?.Invoke();
    }

    /// <summary>Says something that may be lost; false where it is lost already, because nobody listens now.</summary>
    public bool Remark(NodeMessage message)
    {
        Action? wake;
        lock (_gate)
        {
            if (_wake is null || _remarks.Count >= RemarksMax)
            {
                return false;
            }

            _remarks.Enqueue(message);
            wake = WakeNow();
        }

        wake?.Invoke();
        return true;
    }

    /// <summary>
    /// Keeps what is said from being sent until <see cref="Flush"/>, so that the answers to one envelope of the manager
    /// leave together.
    /// </summary>
    internal void Hold()
    {
        lock (_gate)
        {
            _isHeld = true;
        }
    }

    /// <summary>Lets what was said since <see cref="Hold"/> be sent.</summary>
    internal void Flush()
    {
        Action? wake;
        lock (_gate)
        {
            _isHeld = false;
            wake = _isWakeOwed ? _wake : null;
            _isWakeOwed = false;
        }

        wake?.Invoke();
    }

    /// <summary>Every report that the manager does not have for good yet.</summary>
    internal IReadOnlyList<NodeMessage> Unsettled()
    {
        lock (_gate)
        {
            return [.. _sent.Where(e => !e.Settled).SelectMany(e => e.Messages), .. _again, .. _reports];
        }
    }

    /// <summary>
    /// Begins a session: nothing that an earlier one left unacknowledged counts in it, so all of that goes again, after
    /// the hello and before what is new.
    /// </summary>
    internal void Open(NodeHello hello, Action wake)
    {
        lock (_gate)
        {
            var again = new Queue<NodeMessage>(_sent.Where(e => !e.Settled).SelectMany(e => e.Messages)
                .Where(message => message is not NodeHello));
            foreach (var message in _again)
            {
                again.Enqueue(message);
            }

            _again = again;
            _sent.Clear();
            _remarks.Clear();
            (_hello, _wake, _counter, _unacknowledged) = (hello, wake, 0, 0);
        }
    }

    /// <summary>Ends the session: remarks are dropped from now on.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _wake = null;
            _hello = null;
            _isHeld = false;
            _remarks.Clear();
        }
    }

    /// <summary>Takes the remarks that wait, at most so many; empty when there are none.</summary>
    internal List<NodeMessage> TakeRemarks(int countMax)
    {
        lock (_gate)
        {
            var count = Math.Min(countMax, _remarks.Count);
            var taken = new List<NodeMessage>(count);
            while (taken.Count < count)
            {
                taken.Add(_remarks.Dequeue());
            }

            return taken;
        }
    }

    /// <summary>
    /// Takes the reports of the next signed envelope; null when none waits or too many envelopes are under way. The
    /// hello goes alone and first.
    /// </summary>
    internal SentEnvelope? TakeReports(int countMax, int unacknowledgedMax)
    {
        lock (_gate)
        {
            if (_sent.Count >= unacknowledgedMax)
            {
                return null;
            }

            List<NodeMessage> messages = [];
            if (_hello is not null)
            {
                messages.Add(_hello);
                _hello = null;
            }
            else
            {
                while (messages.Count < countMax && (_again.Count > 0 || _reports.Count > 0))
                {
                    messages.Add(_again.Count > 0 ? _again.Dequeue() : _reports.Dequeue());
                }
            }

            return messages.Count == 0 ? null : Keep(messages);
        }
    }

    /// <summary>
    /// Puts the later part of an envelope that came out too long back to the front, before it was sent.
    /// </summary>
    internal SentEnvelope Shorten(SentEnvelope envelope, int count)
    {
        lock (_gate)
        {
            var again = new Queue<NodeMessage>(envelope.Messages.Skip(count));
            foreach (var message in _again)
            {
                again.Enqueue(message);
            }

            _again = again;
            envelope.Messages = [.. envelope.Messages.Take(count)];
            return envelope;
        }
    }

    /// <summary>
    /// The manager has this envelope for good. Answers what it held; null for a counter that is not under way.
    /// </summary>
    internal IReadOnlyList<NodeMessage>? Settle(ulong counter)
    {
        Action? wake;
        IReadOnlyList<NodeMessage>? messages = null;
        lock (_gate)
        {
            foreach (var envelope in _sent)
            {
                if (envelope.Counter == counter && !envelope.Settled)
                {
                    envelope.Settled = true;
                    messages = envelope.Messages;
                    _unacknowledged--;
                    break;
                }
            }

            while (_sent.TryPeek(out var first) && first.Settled)
            {
                _sent.Dequeue();
            }

            wake = WakeNow();
        }

        wake?.Invoke();
        return messages;
    }

    private Action? WakeNow()
    {
        _isWakeOwed = _isHeld;
        return _isHeld ? null : _wake;
    }

    private SentEnvelope Keep(List<NodeMessage> messages)
    {
        var envelope = new SentEnvelope(++_counter, messages);
        _sent.Enqueue(envelope);
        _unacknowledged++;
        return envelope;
    }
}
