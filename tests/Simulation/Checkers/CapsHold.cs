using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Simulation.Checkers;

/// <summary>Holds what was given out against what was offered and asked for.</summary>
internal sealed class CapsHold : Checker
{
    private const int NodeFaultsPerTaskMax = 10;

    public override string Promise =>
        "No cap is exceeded: slots of a node, nodes of a job, one run at a time on probation, faults of a task.";

    public override void Look(JournalEntry entry, Network books)
    {
        base.Look(entry, books);
        foreach (var job in books.Jobs.All.Where(job => job.IsOpen))
        {
            LookAtFaults(job);
        }
    }

    protected override void Look(Event happened, Network books)
    {
        if (happened is RunLeased leased)
        {
            LookAtNode(books, books.Nodes.Find(leased.Node)!);
            LookAtNodeCount(books, books.Jobs.Find(leased.Run.Job)!);
        }

        if (happened is CheckDrawn drawn && books.Nodes.Find(drawn.Node) is { OnProbation: true, Checks.Count: > 1 })
        {
            throw Broken($"node {drawn.Node} is on probation and has several checks");
        }
    }

    private void LookAtNode(Network books, Node node)
    {
        var (render, plugin) = (Count(books, node, SlotKind.Render), Count(books, node, SlotKind.Plugin));
        if (render > node.Facts!.RenderSlots || plugin > node.Facts.PluginSlots
            || Count(books, node, SlotKind.Container) > NodeFacts.ContainersMax)
        {
            throw Broken($"node {node.Id} has {render} render runs and {plugin} others");
        }

        if (node.OnProbation && node.Runs.Count > 1)
        {
            throw Broken($"node {node.Id} is on probation and got another run");
        }

        if (node.State != NodeState.Healthy || node.Session is null)
        {
            throw Broken($"node {node.Id} got a run and is {node.State}");
        }
    }

    private static int Count(Network books, Node node, SlotKind kind) =>
        node.Runs.Count(run => books.Jobs.Find(run.Job)!.SlotKind == kind);

    private void LookAtNodeCount(Network books, Job job)
    {
        var nodes = books.Nodes.All.Count(node => node.Runs.Exists(run => run.Job == job.Id));
        if (nodes > (job.Limits.MaxNodeCount ?? nodes))
        {
            throw Broken($"{nodes} nodes work at job {job.Id}");
        }
    }

    private void LookAtFaults(Job job)
    {
        foreach (var task in job.Tasks.Values)
        {
            if (task.JobFaults > job.Limits.MaxRetryCount
                || task.NodeFaults + task.Unknown.Count > NodeFaultsPerTaskMax)
            {
                throw Broken($"task {job.Id}/{task.Number} goes on after its last attempt");
            }
        }
    }
}
