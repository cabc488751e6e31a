using System.Buffers;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>
/// The requests of one plugin: those that wait, and those that are down the pipe, oldest first. The plugin works at the
/// oldest; whoever comes after it is not to blame for what becomes of the process, and is asked again.
/// </summary>
internal sealed class PluginQueue(TimeProvider time)
{
    private const int PipelinedMax = 512;
    private const int BatchBytesMax = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<PluginRequest> _piped = new();
    private LinkedList<PluginRequest> _waiting = new();
    private long _lastId;
    private long _headSince;
    private long _quietSince = time.GetTimestamp();

    /// <summary>Whether requests wait that may go down the pipe now.</summary>
    public bool HasSendable
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count > 0 && _piped.Count < PipelinedMax;
            }
        }
    }

    /// <summary>Whether nothing is down the pipe.</summary>
    public bool IsPipeEmpty
    {
        get
        {
            lock (_gate)
            {
                return _piped.Count == 0;
            }
        }
    }

    /// <summary>Since when there has been nothing to do; zero while there is.</summary>
    public TimeSpan Quiet
    {
        get
        {
            lock (_gate)
            {
                return _piped.Count + _waiting.Count > 0 ? TimeSpan.Zero : time.GetElapsedTime(_quietSince);
            }
        }
    }

    /// <summary>Adds a request at the end.</summary>
    public void Add(PluginRequest request)
    {
        lock (_gate)
        {
            _waiting.AddLast(request);
        }
    }

    /// <summary>Writes as many requests as fit into one batch, and counts them as being down the pipe.</summary>
    public void WriteBatch(ArrayBufferWriter<byte> batch)
    {
        lock (_gate)
        {
            while (batch.WrittenCount < BatchBytesMax && _piped.Count < PipelinedMax && _waiting.First is { } first)
            {
                _waiting.RemoveFirst();
                if (first.Value.IsAbandoned)
                {
                    continue;
                }

                first.Value.Id = ++_lastId;
                PluginLines.WriteRequest(batch, _lastId, first.Value.Payload);
                _piped.Enqueue(first.Value);
                if (_piped.Count == 1)
                {
                    BeginHead();
                }
            }
        }
    }

    /// <summary>The request down the pipe that has this number; null for an unknown one.</summary>
    public PluginRequest? Find(long id)
    {
        lock (_gate)
        {
            return _piped.FirstOrDefault(piped => piped.Id == id && !piped.IsAnswered);
        }
    }

    /// <summary>The request that was answered, and since when it was worked at; null for an unknown number.</summary>
    public (PluginRequest Request, long Milliseconds)? Answered(long id)
    {
        lock (_gate)
        {
            // Plugins answer in order, as a rule, so that it is the first.
            var request = _piped.FirstOrDefault(piped => piped.Id == id && !piped.IsAnswered);
            if (request is null)
            {
                return null;
            }

            request.IsAnswered = true;
            var milliseconds = (long)time.GetElapsedTime(_headSince).TotalMilliseconds;
            var isHeadGone = false;
            while (_piped.TryPeek(out var head) && head.IsAnswered)
            {
                _piped.Dequeue();
                isHeadGone = true;
            }

            if (isHeadGone)
            {
                BeginHead();
            }

            return (request, milliseconds);
        }
    }

    /// <summary>
    /// The process is gone: answers the request that it was at, and puts those behind it back to the front.
    /// </summary>
    /// <param name="sparesHead">Whether the first one is put back too, for it is not to blame.</param>
    public (PluginRequest? Head, long Milliseconds) Lose(bool sparesHead)
    {
        lock (_gate)
        {
            var head = !sparesHead && _piped.TryDequeue(out var first) ? first : null;
            var milliseconds = head is null ? 0 : (long)time.GetElapsedTime(_headSince).TotalMilliseconds;
            var rest = _piped.Where(request => !request.IsAnswered).ToList();
            _piped.Clear();
            _waiting = new LinkedList<PluginRequest>(rest.Concat(_waiting));
            _quietSince = time.GetTimestamp();
            return (head, milliseconds);
        }
    }

    /// <summary>Takes out everything, because nothing can be run.</summary>
    public List<PluginRequest> Clear()
    {
        lock (_gate)
        {
            List<PluginRequest> all = [.. _piped.Where(request => !request.IsAnswered), .. _waiting];
            _piped.Clear();
            _waiting.Clear();
            _quietSince = time.GetTimestamp();
            return all;
        }
    }

    /// <summary>Whether the request that is worked at has had its time, or is not wanted any more.</summary>
    public (bool IsOverTime, bool IsUnwanted) CheckHead(TimeSpan unwantedGrace)
    {
        lock (_gate)
        {
            if (!_piped.TryPeek(out var head))
            {
                return (false, false);
            }

            var isUnwanted = head.IsAbandoned && time.GetElapsedTime(_headSince) >= unwantedGrace;
            return (time.GetElapsedTime(head.Clock.StartedAt!.Value) >= head.Clock.Limit, isUnwanted);
        }
    }

    private void BeginHead()
    {
        _headSince = time.GetTimestamp();
        if (_piped.TryPeek(out var head))
        {
            head.Clock.Start(_headSince);
        }
        else
        {
            _quietSince = _headSince;
        }
    }
}
