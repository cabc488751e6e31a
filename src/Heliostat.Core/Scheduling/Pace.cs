using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;

namespace Heliostat.Core.Scheduling;

/// <summary>
/// How fast the nodes that may come to a render job are at it. Nodes are unlike: what each gets follows from its own
/// measured time for a unit, and near the end a slow one is not given what the others will have done sooner.
/// </summary>
internal sealed class Pace
{
    /// <summary>The unit of speed: units in this many milliseconds.</summary>
    private const long SpeedMs = 1_000_000_000;

    private readonly Job _job;
    private readonly long _speedOfAll;
    private long _speedAtWork;
    private long _unitsPending;

    public Pace(Job job, IReadOnlyList<Node> candidates)
    {
        _job = job;
        foreach (var node in candidates)
        {
            if (!node.IsOpen)
            {
                continue;
            }

            _speedOfAll += SpeedOf(node);
            if (job.RunsByNode.ContainsKey(node.Id))
            {
                Count(node, isNew: true, PendingOf(node));
            }
        }
    }

    /// <summary>A node takes some units of the job.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isNew">True when it had no run of the job.</param>
    /// <param name="units">The units.</param>
    public void Count(Node node, bool isNew, int units)
    {
        _speedAtWork += isNew ? SpeedOf(node) : 0;
        _unitsPending += units;
    }

    /// <summary>The part of some units that is a node's, by its speed among all.</summary>
    public long ShareOf(Node node, int units) =>
        units * SpeedOf(node) / long.Max(SpeedOf(node), _speedOfAll);

    /// <summary>
    /// True when the nodes at work on the job will have done all that is left before this one could have done one more
    /// unit. Only nodes that have runs of it now count, so that the end of one of these brings the question up again.
    /// </summary>
    public bool IsTooSlow(Node node)
    {
        if (_job.Gathered.Count > 0 || _job.UnitsUncut == 0 || _job.Spec.Blender!.OneTask
            || _job.UnitMsOf(node.Id) is not { } unitMs)
        {
            return false;
        }

        var (own, isAtWork) = (PendingOf(node), _job.RunsByNode.ContainsKey(node.Id));
        var others = _speedAtWork - (isAtWork ? SpeedOf(node) : 0);
        return others > 0 && (own + 1L) * unitMs > (_job.UnitsUncut + _unitsPending - own) * SpeedMs / others;
    }

    /// <summary>A node that was not measured counts as an average one.</summary>
    private long SpeedOf(Node node) => SpeedMs / (_job.UnitMsOf(node.Id) ?? _job.UnitMsMean);

    private int PendingOf(Node node)
    {
        var units = 0;
        foreach (var run in node.Runs)
        {
            units += run.Job == _job.Id ? _job.GetTask(run.Task).Count(UnitState.Owed) : 0;
        }

        return units;
    }
}
