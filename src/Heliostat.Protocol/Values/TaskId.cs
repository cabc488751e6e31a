namespace Heliostat.Protocol.Values;

/// <summary>Names one task of a job by its number, counted from 0.</summary>
public readonly record struct TaskId(JobId Job, int Number)
{
    /// <summary>The job's id, a slash and the number.</summary>
    public override string ToString() => $"{Job}/{Number}";
}
