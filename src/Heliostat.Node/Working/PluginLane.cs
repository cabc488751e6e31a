using System.Text.Json;
using Heliostat.Node.Runners.Plugins;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Working;

/// <summary>
/// Runs plugin tasks, and computes again what other nodes' plugins did. Many at once: each job has its warm process,
/// through which its runs go one after the other.
/// </summary>
internal sealed class PluginLane : IAsyncDisposable
{
    // Most runs are over before anybody could look; only of the others is it worth a line in the journal.
    private const int RunningSaidMilliseconds = 1_000;

    // Of what a plugin says in between nobody would see anything.
    private const int ProgressMillisecondsMin = 500;

    private static readonly JsonElement Nothing = JsonElement.Parse("null");

    private readonly Lock _gate = new();
    private readonly WorkPorts _ports;
    private readonly PluginWorkshop _workshop;
    private readonly PluginHosts _hosts;
    private readonly Dictionary<RunId, PluginRun> _runs = [];
    private readonly Dictionary<CheckId, PluginRequest> _checks = [];
    private readonly RecentRuns _recent = new();

    public PluginLane(WorkPorts ports, PluginWorkshop workshop)
    {
        (_ports, _workshop) = (ports, workshop);
        _hosts = new PluginHosts(workshop, ports.Time, SayRunning);
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

    /// <summary>The checks that it has and has not finished.</summary>
    public IReadOnlyList<CheckId> Checks
    {
        get
        {
            lock (_gate)
            {
                return [.. _checks.Keys];
            }
        }
    }

    /// <summary>Takes a run; false when it has it already, or had it.</summary>
    public bool Start(JobDispatch order)
    {
        var program = _workshop.Find(order.JobType);
        var clock = new PluginClock(LimitOf(program, order.TimeoutMs));
        var payload = PluginLines.InOneLine(order.Payload);
        var run = new PluginRun(order.Run, order.JobType, clock, order.Units.Count);
        foreach (var unit in order.Units)
        {
            run.Requests.Add(new PluginRequest(clock, payload, outcome => Finish(run, unit, outcome))
            {
                Said = progress => SayProgress(run, unit, progress),
            });
        }

        lock (_gate)
        {
            if (_recent.Contains(order.Run) || !_runs.TryAdd(order.Run, run))
            {
                return false;
            }
        }

        if (WhyNot(program, order.JobType, order.Payload) is { } failure)
        {
            Fail(run, failure);
            return true;
        }

        if (_hosts.Get(order.Run.Job, NodeDuties.Worker, program!) is not { } host)
        {
            Fail(run, WorkPorts.AgentStopped);
            return true;
        }

        foreach (var request in run.Requests)
        {
            host.Run(request);
        }

        return true;
    }

    /// <summary>Takes a check: the unit is computed again, and its commitment reported.</summary>
    public void Check(CheckDispatch order)
    {
        var program = _workshop.Find(order.JobType);
        var request = new PluginRequest(
            new PluginClock(LimitOf(program, order.TimeoutMs)),
            PluginLines.InOneLine(order.Payload),
            outcome => Finish(order, outcome));
        lock (_gate)
        {
            if (!_checks.TryAdd(order.Check, request))
            {
                return;
            }
        }

        if (WhyNot(program, order.JobType, order.Payload) is { } failure)
        {
            Finish(order, new PluginOutcome(null, failure, 0));
        }
        else if (_hosts.Get(order.Check.Run.Job, NodeDuties.Verifier, program!) is { } host)
        {
            host.Run(request);
        }
        else
        {
            Finish(order, new PluginOutcome(null, WorkPorts.AgentStopped, 0));
        }
    }

    /// <summary>Stops a run, or the checks of one unit, and reports nothing more about it.</summary>
    public void Cancel(JobCancel order)
    {
        lock (_gate)
        {
            if (order.Check is { } check)
            {
                foreach (var held in _checks.Keys.Where(c => c.Run == check.Run && c.Unit == check.Unit).ToList())
                {
                    _checks.Remove(held, out var request);
                    request!.IsAbandoned = true;
                }
            }
            else if (_runs.Remove(order.Run, out var run))
            {
                run.Abandon();
                _recent.Add(order.Run);
            }
        }
    }

    /// <summary>Reports everything unfinished as failed, because the agent stops.</summary>
    public void FailAll()
    {
        List<PluginRun> runs;
        List<CheckId> checks;
        lock (_gate)
        {
            (runs, checks) = ([.. _runs.Values], [.. _checks.Keys]);
            _checks.Clear();
        }

        runs.ForEach(run => Fail(run, WorkPorts.AgentStopped));
        checks.ForEach(check => _ports.Fail(check, WorkPorts.AgentStopped));
    }

    public ValueTask DisposeAsync() => _hosts.DisposeAsync();

    private static RunFailure? WhyNot(PluginProgram? program, string jobType, JsonElement? payload) =>
        program is null
            ? new RunFailure(
                FailureReasons.TypeUnknown, FaultSide.Node, $"No plugin of this node runs '{jobType}'.")
        : program.Schema?.FindFault(payload ?? Nothing) is { } fault
            ? new RunFailure(FailureReasons.PayloadInvalid, FaultSide.Job, fault)
        : null;

    private TimeSpan LimitOf(PluginProgram? program, long timeoutMs)
    {
        var most = (program?.Limits ?? _workshop.Limits).RunMillisecondsMax;
        return TimeSpan.FromMilliseconds(timeoutMs > 0 ? Math.Min(timeoutMs, most) : most);
    }

    private void SayProgress(PluginRun run, int unit, PluginProgress progress)
    {
        lock (_gate)
        {
            var now = _ports.Time.GetTimestamp();
            if (!_runs.ContainsKey(run.Id) || (run.ProgressSaidAt is { } said
                && _ports.Time.GetElapsedTime(said, now).TotalMilliseconds < ProgressMillisecondsMin))
            {
                return;
            }

            run.ProgressSaidAt = now;
        }

        _ports.Outbox.Remark(new JobProgress(run.Id, unit, progress.Thousandths, progress.Text));
    }

    private void Finish(PluginRun run, int unit, PluginOutcome outcome)
    {
        var (commitment, failure) = PluginResults.Commit(outcome, run.JobType);
        if (failure is not null)
        {
            Fail(run, failure);
            return;
        }

        bool isLast;
        lock (_gate)
        {
            if (!_runs.ContainsKey(run.Id))
            {
                return;
            }

            isLast = --run.UnitsOpen == 0;
            if (isLast)
            {
                _runs.Remove(run.Id);
                _recent.Add(run.Id);
            }
        }

        _ports.Outbox.Report(new JobResult(
            run.Id, unit, outcome.Milliseconds, commitment, null, null, PluginResults.Reported(outcome, run.JobType)));
        if (isLast && _ports.Log.IsEnabled(LogLevel.Information))
        {
            WorkLog.Completed(_ports.Log, run.Id.ToString());
        }
    }

    private void Finish(CheckDispatch order, PluginOutcome outcome)
    {
        lock (_gate)
        {
            if (!_checks.Remove(order.Check))
            {
                return;
            }
        }

        var (commitment, failure) = PluginResults.Commit(outcome, order.JobType);
        if (failure is not null)
        {
            _ports.Fail(order.Check, failure);
        }
        else
        {
            _ports.Outbox.Report(new CheckResult(order.Check, [], commitment, outcome.Milliseconds));
        }
    }

    private void Fail(PluginRun run, RunFailure failure)
    {
        lock (_gate)
        {
            if (!_runs.Remove(run.Id))
            {
                return;
            }

            run.Abandon();
            _recent.Add(run.Id);
        }

        _ports.Fail(run.Id, failure);
    }

    private void SayRunning()
    {
        List<RunId> started = [];
        lock (_gate)
        {
            foreach (var run in _runs.Values.Where(run => !run.IsSaidToRun && run.Clock.StartedAt is not null))
            {
                if (_ports.Time.GetElapsedTime(run.Clock.StartedAt!.Value).TotalMilliseconds >= RunningSaidMilliseconds)
                {
                    run.IsSaidToRun = true;
                    started.Add(run.Id);
                }
            }
        }

        started.ForEach(run => _ports.Outbox.Report(new JobStatus(run, JobStatus.Running)));
    }
}
