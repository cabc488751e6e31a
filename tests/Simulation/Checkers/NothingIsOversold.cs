using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Adds up, by the events alone, what live runs were allotted of each node.</summary>
internal sealed class NothingIsOversold : Checker
{
    private const long BytesPerGb = 1L << 30;

    private readonly Dictionary<NodeId, NodeFacts> _facts = [];
    private readonly Dictionary<JobId, JobNeeds> _needs = [];
    private readonly SortedDictionary<RunId, (NodeId Node, Allotment Allotted, HashSet<int> Owed)> _live = [];

    public override string Promise =>
        "A run is allotted exactly what its job asks for, two runs never share a GPU, and no node gives out more "
        + "cores, memory, disk or GPUs than it has.";

    public override void Look(JournalEntry entry, Network books)
    {
        base.Look(entry, books);
        foreach (var node in books.Nodes.All)
        {
            var mine = _live.Values.Where(run => run.Node == node.Id).Select(run => run.Allotted).ToList();
            if (node.Load.CpuMillis != mine.Sum(one => one.CpuMillis)
                || node.Load.RamBytes != mine.Sum(one => one.RamBytes)
                || node.Load.DiskBytes != mine.Sum(one => one.DiskBytes)
                || !node.Load.Gpus.Order().SequenceEqual(mine.SelectMany(one => one.Gpus ?? []).Order()))
            {
                throw Broken($"the book of node {node.Id} says that other than that is taken");
            }
        }
    }

    protected override void Look(Event happened, Network books)
    {
        switch (happened)
        {
            case NodeConnected e: _facts[e.Node] = e.Facts; break;
            case JobSubmitted e: _needs[e.Job] = e.Spec.Needs; break;
            case RunLeased e: Begin(e); break;
            case UnitReported e: Report(e); break;
            case RunFailed e: _live.Remove(e.Run); break;
            case RunLost e: _live.Remove(e.Run); break;
            case RunCancelled e: _live.Remove(e.Run); break;
            default: break;
        }
    }

    private void Begin(RunLeased leased)
    {
        var needs = _needs[leased.Run.Job];
        var (allotted, facts) = (leased.Allotted ?? new Allotment(0, 0, 0, null), _facts[leased.Node]);
        if (allotted.CpuMillis != needs.CpuCount * 1_000 || allotted.RamBytes != needs.MinRamGb * BytesPerGb
            || allotted.DiskBytes != needs.MinStorageGb * BytesPerGb
            || (allotted.Gpus?.Distinct().Count() ?? 0) != needs.GpuCount)
        {
            throw Broken($"{leased.Run} was allotted other than its job asks for");
        }

        if (leased.Allotted is null)
        {
            return;
        }

        _live[leased.Run] = (
            leased.Node, allotted, [.. leased.Only ?? [.. Enumerable.Range(leased.First, leased.Count)]]);
        var all = _live.Values.Where(run => run.Node == leased.Node).Select(run => run.Allotted).ToList();
        var gpus = all.SelectMany(one => one.Gpus ?? []).ToList();
        if (all.Sum(one => one.CpuMillis) > facts.CpuCount * 1_000 || all.Sum(one => one.RamBytes) > facts.RamBytes
            || all.Sum(one => one.DiskBytes) > (facts.DiskFreeBytes ?? long.MaxValue)
            || gpus.Exists(gpu => gpu >= (facts.Gpus?.Count ?? 0)))
        {
            throw Broken($"{leased.Run} got more than node {leased.Node} has left");
        }

        if (gpus.Distinct().Count() < gpus.Count)
        {
            throw Broken($"{leased.Run} shares a GPU of node {leased.Node}");
        }
    }

    private void Report(UnitReported reported)
    {
        if (_live.TryGetValue(reported.Run, out var run))
        {
            run.Owed.Remove(reported.Unit);
            if (run.Owed.Count == 0)
            {
                _live.Remove(reported.Run);
            }
        }
    }
}
