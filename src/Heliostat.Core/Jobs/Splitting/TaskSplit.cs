using Heliostat.Core.Nodes;
using Heliostat.Core.Scheduling;

namespace Heliostat.Core.Jobs.Splitting;

/// <summary>
/// How many units the next task of a job takes. Tasks are cut when they are leased, so what was measured counts.
/// </summary>
internal static class TaskSplit
{
    /// <summary>How long a task of automatic size should take, in milliseconds.</summary>
    public const long TaskMsWanted = 30_000;

    /// <summary>Tasks of automatic size that every node which fits should get, while units allow.</summary>
    public const int TasksPerNodeMin = 2;

    public static int NextCount(Job job, Node node, Candidates candidates)
    {
        var left = job.UnitsUncut;
        if (job.Spec.Blender is not { } blender || job.Gathered.Count > 0)
        {
            return 1;
        }

        if (blender.OneTask)
        {
            return left;
        }

        return blender.Chunk > 0 ? int.Min(blender.Chunk, left) : Automatic(job, node, candidates.Pace);
    }

    private static int Automatic(Job job, Node node, Pace pace)
    {
        // Nothing measured yet: one frame for each, so that the first measurement comes soon.
        if (job.UnitMsOf(node.Id) is not { } unitMs)
        {
            return 1;
        }

        var byTime = TaskMsWanted / unitMs;
        var byShare = pace.ShareOf(node, job.UnitsUncut) / TasksPerNodeMin;
        return (int)long.Clamp(long.Min(byTime, byShare), 1, BlenderSettings.ChunkMax);
    }
}
