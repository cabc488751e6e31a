using Heliostat.Node.Engines;
using Heliostat.Node.Runners.Containers;
using Heliostat.Node.Streams;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Working;

/// <summary>
/// Runs containers, as many at once as the manager dispatches, for it knows what each is allotted. What is PERSISTENT
/// outlives the agent, and the next one goes on with it.
/// </summary>
internal sealed class ContainerLane : IAsyncDisposable
{
    // More than a program has to end, and less than services are given to stop.
    private const int StopSecondsMax = 60;

    private static readonly RunFailure Stopped =
        new(FailureReasons.Stopped, FaultSide.Job, "The container was stopped, as its job wanted.");

    private readonly Lock _gate = new();
    private readonly WorkPorts _ports;
    private readonly ContainerShop _shop;
    private readonly Dictionary<RunId, ContainerRun> _runs = [];
    private readonly Dictionary<RunId, Task> _tasks = [];
    private readonly RecentRuns _recent = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;
    private volatile bool _hasLeft;

    public ContainerLane(WorkPorts ports, ContainerShop shop)
    {
        (_ports, _shop) = (ports, shop);
        Streams = new ContainerPorts(shop, Find);
    }

    /// <summary>Connects to the ports of its containers.</summary>
    public IContainerPorts Streams { get; }

    /// <summary>Whether containers can be run now.</summary>
    public bool IsOpen => _shop.Engine.Current is not null;

    /// <summary>Whether nothing runs that must not outlive the agent.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _runs.Values.All(run => run.Kind == JobKind.Persistent);
            }
        }
    }

    /// <summary>The runs that it has and has not finished.</summary>
    public IReadOnlyList<RunId> Runs
    {
        get
        {
            lock (_gate)
            {
                return [.. _runs.Keys];
            }
        }
    }

    /// <summary>
    /// Looks for the engine, goes on with the containers of an earlier agent, removes what else it left, and watches
    /// the engine from then on.
    /// </summary>
    /// <param name="changed">Told that <see cref="IsOpen"/> changed.</param>
    /// <param name="cancellation">Ends the first look.</param>
    public async Task OpenAsync(Action changed, CancellationToken cancellation)
    {
        try
        {
            if (await _shop.Engine.LookAsync(cancellation).ConfigureAwait(false))
            {
                await AdoptAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }
        catch (EngineException error)
        {
            WorkLog.Unforeseen(_ports.Log, "the search for containers of an earlier agent", error);
            _hasLeft = true;
        }

        _shop.Volumes.DropLeft();
        _watching = _shop.Engine.RunAsync(
            async isNews =>
            {
                if (isNews || _hasLeft)
                {
                    await RemoveLeftAsync(_stop.Token).ConfigureAwait(false);
                }

                if (isNews)
                {
                    changed();
                }
            },
            _stop.Token);
    }

    /// <summary>Takes a run; one that it has, or had, is passed over.</summary>
    public void Start(JobDispatch order) => Add(order.Run, () => new ContainerRun(_shop, order));

    /// <summary>
    /// Stops a run and reports nothing more about it, but of a PERSISTENT one, that it is stopped: its job waits for
    /// that.
    /// </summary>
    public void Cancel(RunId id)
    {
        if (Remove(id) is { } run)
        {
            run.IsToldWhenStopped = run.Kind == JobKind.Persistent;
            run.Stop();
        }
    }

    /// <summary>Reports everything that must not outlive the agent as failed, because the agent stops.</summary>
    public void FailAll()
    {
        List<RunId> open;
        lock (_gate)
        {
            open = [.. _runs.Values.Where(run => run.Kind != JobKind.Persistent).Select(run => run.Id)];
        }

        open.ForEach(id => Fail(id, WorkPorts.AgentStopped));
    }

    public async ValueTask DisposeAsync()
    {
        FailAll();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        List<Task> tasks;
        lock (_gate)
        {
            foreach (var run in _runs.Values)
            {
                run.Detach();
            }

            tasks = [.. _tasks.Values];
        }

        try
        {
            await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromSeconds(StopSecondsMax)).ConfigureAwait(false);
        }
        catch (TimeoutException error)
        {
            // The engine hangs; the next agent removes what is left.
            WorkLog.Unforeseen(_ports.Log, "the end of the containers", error);
        }

        _shop.Dispose();
        _stop.Dispose();
    }

    private ContainerRun? Find(RunId id)
    {
        lock (_gate)
        {
            return _runs.GetValueOrDefault(id);
        }
    }

    private void Add(RunId id, Func<ContainerRun> make)
    {
        lock (_gate)
        {
            if (_recent.Contains(id) || _runs.ContainsKey(id))
            {
                return;
            }

            var run = make();
            _runs.Add(id, run);
            _tasks.Add(id, Task.Run(() => WorkAsync(run)));
        }
    }

    private async Task AdoptAsync(CancellationToken cancellation)
    {
        var engine = _shop.Engine.Current!;
        var there = await engine.Containers.ListAsync(
            Engines.Orders.ContainerLabels.OfNode(_shop.Node), cancellation).ConfigureAwait(false);
        var ids = there.Select(container => container.Id).ToHashSet();
        foreach (var note in _shop.Notes().Where(note => ids.Contains(note.Container)))
        {
            ContainerNews.Adopted(_ports.Log, note.Run.ToString());
            Add(note.Run, () => new ContainerRun(_shop, note));
        }

        await RemoveLeftAsync(cancellation).ConfigureAwait(false);
    }

    private async Task RemoveLeftAsync(CancellationToken cancellation)
    {
        if (_shop.Engine.Current is not { } engine)
        {
            return;
        }

        try
        {
            IReadOnlyCollection<RunId> busy;
            lock (_gate)
            {
                busy = [.. _tasks.Keys];
            }

            _hasLeft = false;
            await _shop.RemoveLeftAsync(engine, busy, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is EngineException or IOException or UnauthorizedAccessException)
        {
            _hasLeft = true;
            WorkLog.Unforeseen(_ports.Log, "the removal of what was left", error);
        }
    }

    private async Task WorkAsync(ContainerRun run)
    {
        try
        {
            var result = await run.WorkAsync().ConfigureAwait(false);
            if (Remove(run.Id) is not null)
            {
                _ports.Outbox.Report(result);
                WorkLog.Completed(_ports.Log, run.Id.ToString());
            }
        }
        catch (Exception error)
        {
            FailBy(run, error);
        }

        var isClean = await RemoveAsync(run).ConfigureAwait(false);
        lock (_gate)
        {
            _ = _tasks.Remove(run.Id);
        }

        if (run.IsToldWhenStopped)
        {
            _ports.Outbox.Report(new JobFailure(run.Id, Stopped));
        }

        if (!isClean)
        {
            // Only now, for what is left of a run that is still being worked at is not looked at.
            _hasLeft = true;
            _shop.Engine.Doubt();
        }
    }

    private async Task<bool> RemoveAsync(ContainerRun run)
    {
        try
        {
            return await run.RemoveAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            WorkLog.Unforeseen(_ports.Log, "the removal of a container", error);
            return false;
        }
    }

    private void FailBy(ContainerRun run, Exception error)
    {
        if (error is OperationCanceledException)
        {
            // Who stopped it has said why, or an agent to come goes on with it.
            return;
        }

        var failure = error is EngineException refusal
            ? ContainerFailures.Of(refusal, run.HasLogin)
            : WorkFailures.Of(error);
        if (failure.Reason == FailureReasons.EngineFailed)
        {
            _shop.Engine.Doubt();
        }
        else if (error is not EngineException && WorkFailures.IsUnforeseen(error))
        {
            WorkLog.Unforeseen(_ports.Log, "a container's run", error);
        }

        Fail(run.Id, failure);
    }

    private void Fail(RunId id, RunFailure failure)
    {
        if (Remove(id) is { } run)
        {
            run.Stop();
            _ports.Fail(id, failure);
        }
    }

    private ContainerRun? Remove(RunId id)
    {
        lock (_gate)
        {
            if (_runs.Remove(id, out var run))
            {
                _recent.Add(id);
            }

            return run;
        }
    }
}
