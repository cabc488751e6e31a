using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Claims;

/// <summary>
/// The operators that had their say about any region of a claimed frame. Who judges one region need only be a stranger
/// to that one, but where there are strangers to all of them, these are drawn first.
/// </summary>
internal sealed class FrameParties(Network network)
{
    private readonly Dictionary<(JobId Job, int Frame), HashSet<AccountId>> _known = [];

    /// <summary>They; null where the unit is not claimed, or its frame is not made of regions.</summary>
    public HashSet<AccountId>? Of(UnitCheck unit)
    {
        var job = network.Jobs.Get(unit.Run.Job);
        if (unit.Claim is null || FrameOf(job.Plan, unit.Unit) is not { } frame)
        {
            return null;
        }

        if (!_known.TryGetValue((job.Id, frame), out var known))
        {
            known = Find(network.Nodes, job, frame);
            _known.Add((job.Id, frame), known);
        }

        return known;
    }

    private static int? FrameOf(JobPlan plan, int unit) =>
        plan.StepOf(unit) == StepKind.Stitch ? unit
        : plan.UsedBy(unit) is { } user && plan.StepOf(user) == StepKind.Stitch ? user
        : null;

    private static HashSet<AccountId> Find(NodeBook nodes, Job job, int frame)
    {
        var found = new HashSet<AccountId>();
        var first = job.Plan.FirstInputOf(frame);
        for (var unit = first; unit < first + job.Plan.InputsCountOf(frame); unit++)
        {
            Add(nodes, job, unit, found);
        }

        Add(nodes, job, frame, found);
        return found;
    }

    private static void Add(NodeBook nodes, Job job, int unit, HashSet<AccountId> found)
    {
        if (!job.Accepted.TryGetValue(unit, out var accepted))
        {
            return;
        }

        found.Add(nodes.Get(accepted.Worker).Operator);
        foreach (var heard in accepted.Heard)
        {
            found.Add(nodes.Get(heard).Operator);
        }
    }
}
