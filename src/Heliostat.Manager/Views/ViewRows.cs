using Heliostat.Core;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>
/// The rows in memory: those that may still change, and those that changed since they were last written. A row that
/// changes many times between two writes is written once.
/// </summary>
internal sealed class ViewRows
{
    private readonly ViewWriter _writer;
    private readonly Dictionary<JobId, JobRow> _jobs = [];
    private readonly Dictionary<RunId, RunRow> _runs = [];
    private readonly Dictionary<(JobId Job, int Unit), UnitRow> _units = [];
    private readonly Dictionary<(JobId Job, int Number), ClaimRow> _claims = [];
    private readonly Dictionary<NodeId, NodeRow> _nodes = [];
    private readonly HashSet<JobRow> _changedJobs = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<RunRow> _changedRuns = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<UnitRow> _changedUnits = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<ClaimRow> _changedClaims = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<NodeRow> _changedNodes = new(ReferenceEqualityComparer.Instance);
    private readonly List<LogLine> _lines = [];
    private long _lastJob;
    private long _lastRun;

    public ViewRows(ViewWriter writer)
    {
        _writer = writer;
        (_lastJob, _lastRun) = (writer.LastNumber("jobs"), writer.LastNumber("runs"));
        foreach (var node in writer.ReadNodes())
        {
            _nodes.Add(node.Id, node);
        }
    }

    /// <summary>Rows that wait to be written.</summary>
    public int ChangedCount =>
        _changedJobs.Count + _changedRuns.Count + _changedUnits.Count + _changedClaims.Count + _changedNodes.Count
        + _lines.Count;

    public IEnumerable<NodeRow> Nodes => _nodes.Values;

    public int NodesCount => _nodes.Count;

    public long NextJob() => ++_lastJob;

    public long NextRun() => ++_lastRun;

    public void Add(JobRow row)
    {
        _jobs.Add(row.Id, row);
        _changedJobs.Add(row);
    }

    public void Add(RunRow row)
    {
        _runs.Add(row.Id, row);
        _changedRuns.Add(row);
    }

    public void Put(UnitRow row)
    {
        if (_units.TryGetValue((row.Job, row.Unit), out var before))
        {
            _changedUnits.Remove(before);
        }

        _units[(row.Job, row.Unit)] = row;
        _changedUnits.Add(row);
    }

    public void Add(ClaimRow row)
    {
        _claims.Add((row.Job, row.Number), row);
        _changedClaims.Add(row);
    }

    public void Add(NodeRow row)
    {
        _nodes.Add(row.Id, row);
        _changedNodes.Add(row);
    }

    public void Add(LogLine line) => _lines.Add(line);

    /// <summary>A job that is about to change.</summary>
    public JobRow Job(JobId id)
    {
        if (!_jobs.TryGetValue(id, out var row))
        {
            row = _writer.FindJob(id) ?? throw Missing($"job {id}");
            _jobs.Add(id, row);
        }

        _changedJobs.Add(row);
        return row;
    }

    /// <summary>A run that is about to change.</summary>
    public RunRow Run(RunId id)
    {
        if (!_runs.TryGetValue(id, out var row))
        {
            row = _writer.FindRun(id, Job(id.Job)) ?? throw Missing($"run {id}");
            _runs.Add(id, row);
        }

        _changedRuns.Add(row);
        return row;
    }

    /// <summary>A unit that is about to change.</summary>
    public UnitRow Unit(JobId job, int unit)
    {
        if (!_units.TryGetValue((job, unit), out var row))
        {
            row = _writer.FindUnit(Job(job), unit) ?? throw Missing($"unit {unit} of job {job}");
            _units.Add((job, unit), row);
        }

        _changedUnits.Add(row);
        return row;
    }

    /// <summary>A claim that is about to change.</summary>
    public ClaimRow Claim(JobId job, int number)
    {
        if (!_claims.TryGetValue((job, number), out var row))
        {
            row = _writer.FindClaim(Job(job), number) ?? throw Missing($"claim {number} about job {job}");
            _claims.Add((job, number), row);
        }

        _changedClaims.Add(row);
        return row;
    }

    /// <summary>A node that is about to change.</summary>
    public NodeRow Node(NodeId id)
    {
        var row = _nodes.GetValueOrDefault(id) ?? throw Missing($"node {id}");
        _changedNodes.Add(row);
        return row;
    }

    /// <summary>Writes what changed, in one transaction, and lets go what will not change again.</summary>
    public void Write(long sequence, ContentHash hash)
    {
        _writer.Begin();
        foreach (var job in _changedJobs)
        {
            _writer.Write(job);
        }

        foreach (var run in _changedRuns)
        {
            _writer.Write(run);
        }

        foreach (var unit in _changedUnits)
        {
            _writer.Write(unit, NumberOf(unit.Job));
        }

        foreach (var claim in _changedClaims)
        {
            _writer.Write(claim, NumberOf(claim.Job));
        }

        foreach (var node in _changedNodes)
        {
            _writer.Write(node);
        }

        foreach (var line in _lines)
        {
            _writer.Write(line, NumberOf(line.Job));
        }

        _writer.Commit(sequence, hash);
        LetGo();
    }

    private static InvariantException Missing(string what) => new($"The views know no {what}.");

    private long NumberOf(JobId id) =>
        (_jobs.GetValueOrDefault(id) ?? _writer.FindJob(id) ?? throw Missing($"job {id}")).Number;

    private void LetGo()
    {
        foreach (var run in _changedRuns)
        {
            if (run.IsOver)
            {
                _runs.Remove(run.Id);
            }
        }

        foreach (var unit in _changedUnits)
        {
            if (unit.IsOver)
            {
                _units.Remove((unit.Job, unit.Unit));
            }
        }

        foreach (var claim in _changedClaims)
        {
            if (claim.IsOver)
            {
                _claims.Remove((claim.Job, claim.Number));
            }
        }

        foreach (var job in _changedJobs)
        {
            if (job.EndedAtMs is not null)
            {
                _jobs.Remove(job.Id);
            }
        }

        _changedJobs.Clear();
        _changedRuns.Clear();
        _changedUnits.Clear();
        _changedClaims.Clear();
        _changedNodes.Clear();
        _lines.Clear();
    }
}
