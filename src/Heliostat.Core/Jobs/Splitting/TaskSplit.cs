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

    public static int NextCount(Job job, int nodesThatFit)
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

        return blender.Chunk > 0 ? int.Min(blender.Chunk, left) : Automatic(job, left, nodesThatFit);
    }

    private static int Automatic(Job job, int left, int nodesThatFit)
    {
        // Nothing measured yet: one frame for each, so that the first measurement comes soon.
        if (job.MeasuredUnits == 0)
        {
            return 1;
        }

        var unitMs = long.Max(1, job.MeasuredMs / job.MeasuredUnits);
        var byTime = long.Max(1, TaskMsWanted / unitMs);
        var byShare = int.Max(1, left / (TasksPerNodeMin * int.Max(1, nodesThatFit)));
        return (int)long.Min(long.Min(byTime, byShare), BlenderSettings.ChunkMax);
    }
}
