namespace Heliostat.Protocol.Jobs;

/// <summary>One stage of a job: a range of its units; each waits only for the units that it is made of.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="First">Its first unit.</param>
/// <param name="Count">Its units.</param>
public sealed record JobStep(StepKind Kind, int First, int Count)
{
    /// <summary>The first unit after it.</summary>
    public int End => First + Count;
}
