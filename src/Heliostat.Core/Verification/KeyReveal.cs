using Heliostat.Core.Tasks;

namespace Heliostat.Core.Verification;

/// <summary>
/// Shows a run's verification key once the run can report no more and none of its units is being checked.
/// </summary>
internal static class KeyReveal
{
    public static void WhenDone(Network network, Ruling ruling, RunId run)
    {
        var job = network.Jobs.Get(run.Job);
        var isLive = job.FindTask(run.Task) is { IsLive: true } task && task.Attempt == run.Attempt;
        if (job.IsRender && !isLive && network.Checks.OpenOf(run) == 0)
        {
            ruling.Record(new RunKeyRevealed(run, ruling.Keys.Reveal(run)));
        }
    }
}
