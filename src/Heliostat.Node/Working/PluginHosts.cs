using Heliostat.Node.Runners.Plugins;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Working;

/// <summary>
/// The warm plugins of a node, one for each job and duty, looked after while there are any. Where the operator changed
/// a plugin, what it was given before ends in the old process, and what comes after begins a new one.
/// </summary>
internal sealed class PluginHosts(PluginWorkshop workshop, TimeProvider time, Action tick) : IAsyncDisposable
{
    private const int TickMillisecondsMax = 1_000;
    private const int TickMillisecondsMin = 20;
    private const int TicksPerLimit = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<(JobId Job, NodeDuties Duty, string JobType, string Edition), IPluginHost> _hosts = [];
    private readonly List<Task> _closing = [];
    private ITimer? _timer;
    private bool _isClosed;

    /// <summary>The host for a job; null once all are closed.</summary>
    public IPluginHost? Get(JobId job, NodeDuties duty, PluginProgram program)
    {
        // Inline plugins have no process that could be a job's own.
        var key = (workshop.IsInline ? default : job, duty, program.JobType, program.Edition);
        lock (_gate)
        {
            if (_hosts.TryGetValue(key, out var host))
            {
                return host;
            }

            host = _isClosed ? null : workshop.Open(program, time);
            if (host is not null)
            {
                _hosts.Add(key, host);
                StartTimer();
            }

            return host;
        }
    }

    /// <summary>Ends the plugins of a job.</summary>
    public void Drop(JobId job) => Drop((key, _) => key == job);

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        Drop((_, _) => true);
        Task[] closing;
        lock (_gate)
        {
            closing = [.. _closing];
        }

        await Task.WhenAll(closing).ConfigureAwait(false);
    }

    private void StartTimer()
    {
        if (_timer is null && !workshop.IsInline)
        {
            var shortest = Math.Min(workshop.Limits.RunMillisecondsMax, workshop.Limits.IdleSecondsMax * 1_000);
            var period = TimeSpan.FromMilliseconds(
                Math.Clamp(shortest / TicksPerLimit, TickMillisecondsMin, TickMillisecondsMax));
            _timer = time.CreateTimer(_ => Tick(), null, period, period);
        }
    }

    private void Tick()
    {
        IPluginHost[] hosts;
        lock (_gate)
        {
            hosts = [.. _hosts.Values];
        }

        foreach (var host in hosts)
        {
            host.Check();
        }

        tick();
        Drop((_, host) => host.IsIdle);
    }

    private void Drop(Func<JobId, IPluginHost, bool> isOver)
    {
        lock (_gate)
        {
            foreach (var (key, host) in _hosts.Where(pair => isOver(pair.Key.Job, pair.Value)).ToList())
            {
                _hosts.Remove(key);
                _closing.RemoveAll(task => task.IsCompleted);
                _closing.Add(host.DisposeAsync().AsTask());
            }

            if (_hosts.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }
}
