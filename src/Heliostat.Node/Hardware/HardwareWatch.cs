using Heliostat.Node.Link;
using Heliostat.Protocol.Nodes;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Hardware;

/// <summary>
/// Looks at the machine when a session begins and each minute after, and tells the manager what changed. When the GPUs
/// are others than the hello said, or in another condition, it asks for a new session, whose hello says so.
/// </summary>
internal sealed class HardwareWatch
{
    private readonly Func<CancellationToken, Task<HardwareState>> _look;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _opened = new(0, 1);
    private HardwareReport? _said;
    private volatile NodeFacts _facts;

    /// <summary>Makes a watch that does nothing until it is run.</summary>
    /// <param name="facts">What the node says of itself, from a first look.</param>
    /// <param name="look">Looks at the machine.</param>
    /// <param name="surroundings">The clock and the log.</param>
    public HardwareWatch(
        NodeFacts facts, Func<CancellationToken, Task<HardwareState>> look, NodeSurroundings surroundings)
    {
        (_facts, _look, _time) = (facts, look, surroundings.Time);
        _log = surroundings.Logs.CreateLogger("Heliostat.Node");
    }

    /// <summary>What the next hello says.</summary>
    public NodeFacts Facts => _facts;

    /// <summary>The driver's ids of the GPUs in <see cref="Facts"/>, in their order.</summary>
    public IReadOnlyList<string> GpuIds { get; set; } = [];

    /// <summary>A session began: its manager knows nothing yet.</summary>
    public void Opened()
    {
        Volatile.Write(ref _said, null);
        // Two in a row are as good as one.
        if (_opened.CurrentCount == 0)
        {
            _opened.Release();
        }
    }

    /// <summary>Watches until cancelled.</summary>
    /// <param name="outbox">Where the node speaks.</param>
    /// <param name="renew">Asks for a new session, for the reason given.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Outbox outbox, Action<string> renew, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var isMinuteOver = await WaitAsync(stopping).ConfigureAwait(false);
                if (await LookAsync(outbox, stopping).ConfigureAwait(false) is { } state
                    && isMinuteOver
                    && state.IsNewsTo(_facts))
                {
                    // Once a minute at most, so that a GPU that comes and goes does not keep the node from its work.
                    Renew(state, renew);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It was asked to stop.
        }
    }

    /// <summary>Waits for a session or for a minute; true where it was the minute.</summary>
    private async Task<bool> WaitAsync(CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var period = TimeSpan.FromSeconds(HardwareReport.PeriodSeconds);
        var opened = _opened.WaitAsync(either.Token);
        var first = await Task.WhenAny(opened, Task.Delay(period, _time, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
        return first != opened;
    }

    private async Task<HardwareState?> LookAsync(Outbox outbox, CancellationToken stopping)
    {
        HardwareState state;
        try
        {
            state = await _look(stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            // Whatever it was, perhaps the very disk that is looked at: the next look may see more, and work goes on.
            ProfileLog.HardwareUnknown(_log, error);
            return null;
        }

        var before = Volatile.Read(ref _said);
        if (ReportChanges.Since(before, state.Report) is { } changed && outbox.Remark(changed))
        {
            // Not where a new session began meanwhile, whose manager was told only part of it.
            Interlocked.CompareExchange(ref _said, state.Report, before);
        }

        return state;
    }

    private void Renew(HardwareState state, Action<string> renew)
    {
        GpuIds = state.Gpus.SoundIds;
        _facts = state.In(_facts);
        ProfileLog.GpusChanged(_log, state.Gpus.Sound.Count, state.Gpus.Trouble ?? "nothing is wrong with them");
        renew("The node's GPUs are not as its hello said.");
    }
}
