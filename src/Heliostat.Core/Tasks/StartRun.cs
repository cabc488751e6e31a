using Heliostat.Core.Nodes;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tasks;

/// <summary>A node says that a run left its queue.</summary>
internal static class StartRun
{
    public static Refusal? Decide(Network network, Ruling ruling, Node node, JobStatus said)
    {
        if (said.Status != JobStatus.Running)
        {
            return new Refusal("status-unknown", $"The only status that is reported is '{JobStatus.Running}'.");
        }

        if (LiveRun.Find(network, node, said.Run, out var run) is { } lost)
        {
            return lost;
        }

        if (run.Task.State == TaskState.Running)
        {
            return new Refusal("already-reported", "This was reported before.");
        }

        Start(ruling, run);
        return null;
    }

    public static void Start(Ruling ruling, LiveRun run) =>
        ruling.Record(new RunStarted(run.Id, RunTimes.StartedBy(ruling.Now, run.Job, run.Task)));
}
