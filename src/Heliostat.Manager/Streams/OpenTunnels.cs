using Heliostat.Core;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Streams;

/// <summary>The streams that are wanted or open, with their caps, and the clock by which they end.</summary>
internal sealed class OpenTunnels(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Tunnel> _tunnels = [];
    private readonly Dictionary<JobId, int> _byJob = [];
    private readonly Dictionary<AccountId, int> _byAccount = [];
    private readonly Dictionary<NodeId, int> _byNode = [];
    private bool _isClosed;
    private long _opened;
    private long _refused;
    private long _fromNodes;
    private long _toNodes;

    /// <summary>Streams opened since the manager started.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>Streams that were wanted and did not come.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Bytes that came from containers.</summary>
    public long BytesFromNodes => Interlocked.Read(ref _fromNodes);

    /// <summary>Bytes that went to containers.</summary>
    public long BytesToNodes => Interlocked.Read(ref _toNodes);

    /// <summary>Streams that are wanted or open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tunnels.Count;
            }
        }
    }

    /// <summary>This moment, in the clock's own ticks.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Begins a stream; or says why there may be no more.</summary>
    public Refusal? TryAdd(Tunnel tunnel)
    {
        var (job, account) = (tunnel.Aim.Run.Job, tunnel.Aim.Account);
        lock (_gate)
        {
            var why = _isClosed ? StreamProblems.Stopping
                : _byJob.GetValueOrDefault(job) >= StreamLimits.PerJobMax ? StreamProblems.JobFull
                : _byAccount.GetValueOrDefault(account) >= StreamLimits.PerAccountMax ? StreamProblems.AccountFull
                : null;
            if (why is null)
            {
                _tunnels.Add(tunnel.Id, tunnel);
                Add(_byJob, job, 1);
                Add(_byAccount, account, 1);
            }

            return why;
        }
    }

    /// <summary>Says of which node a stream is asked; or why it may not.</summary>
    public Refusal? TryPlace(Tunnel tunnel, TunnelPlace place)
    {
        lock (_gate)
        {
            if (_byNode.GetValueOrDefault(place.Node) >= StreamLimits.PerNodeMax)
            {
                return StreamProblems.NodeFull;
            }

            if (_tunnels.ContainsKey(tunnel.Id))
            {
                tunnel.Place = place;
                Add(_byNode, place.Node, 1);
            }

            return tunnel.WhyEnded;
        }
    }

    public Tunnel? Find(Guid id)
    {
        lock (_gate)
        {
            return _tunnels.GetValueOrDefault(id);
        }
    }

    /// <summary>Whether a run may have streams, so that its end is worth a look.</summary>
    public bool IsUsed(JobId job)
    {
        lock (_gate)
        {
            return _byJob.ContainsKey(job);
        }
    }

    public void Remove(Tunnel tunnel)
    {
        lock (_gate)
        {
            if (!_tunnels.Remove(tunnel.Id))
            {
                return;
            }

            Add(_byJob, tunnel.Aim.Run.Job, -1);
            Add(_byAccount, tunnel.Aim.Account, -1);
            if (tunnel.Place is { } place)
            {
                Add(_byNode, place.Node, -1);
            }
        }
    }

    /// <summary>Ends the streams of a run that is over.</summary>
    public void EndRun(RunId run) => End(tunnel => tunnel.Aim.Run == run ? StreamProblems.RunEnded : null);

    /// <summary>Ends the streams of a node's session that is over.</summary>
    public void EndSession(Guid session) =>
        End(tunnel => tunnel.Place?.Session == session ? StreamProblems.SessionEnded : null);

    /// <summary>Ends all, and takes no more.</summary>
    public void EndAll()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        End(_ => StreamProblems.Stopping);
    }

    /// <summary>Ends what came too late, moved too little, or lasted too long.</summary>
    public void Sweep() => End(WhyOver);

    public void CountOpened() => Interlocked.Increment(ref _opened);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountFromNode(int bytes) => Interlocked.Add(ref _fromNodes, bytes);

    public void CountToNode(int bytes) => Interlocked.Add(ref _toNodes, bytes);

    private static void Add<T>(Dictionary<T, int> counts, T key, int by)
        where T : notnull
    {
        var count = counts.GetValueOrDefault(key) + by;
        if (count == 0)
        {
            counts.Remove(key);
        }
        else
        {
            counts[key] = count;
        }
    }

    private Refusal? WhyOver(Tunnel tunnel)
    {
        var age = time.GetElapsedTime(tunnel.BeganAt).TotalSeconds;
        return !tunnel.IsOpen ? age >= StreamLimits.OpenSecondsMax ? StreamProblems.Late : null
            : age >= StreamLimits.TotalSecondsMax ? StreamProblems.Old
            : time.GetElapsedTime(tunnel.MovedAt).TotalSeconds >= StreamLimits.IdleSecondsMax ? StreamProblems.Idle
            : null;
    }

    private void End(Func<Tunnel, Refusal?> whyOver)
    {
        List<(Tunnel Tunnel, Refusal Why)> over = [];
        lock (_gate)
        {
            foreach (var tunnel in _tunnels.Values)
            {
                if (whyOver(tunnel) is { } why)
                {
                    over.Add((tunnel, why));
                }
            }
        }

        over.ForEach(one => one.Tunnel.End(one.Why));
    }
}
