using Heliostat.Core;
using Heliostat.Core.Tasks;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Streams;

/// <summary>Ends the streams of each run that is over.</summary>
internal sealed class StreamEnds(OpenTunnels open) : IJournalReader
{
    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        if (open.Count == 0)
        {
            return;
        }

        foreach (var entry in group.Entries)
        {
            foreach (var happened in entry.Events)
            {
                if (RunOf(happened) is { } run && open.IsUsed(run.Job) && !StreamDesk.IsLive(network, run))
                {
                    open.EndRun(run);
                }
            }
        }
    }

    /// <summary>The run that an event may have ended.</summary>
    public static RunId? RunOf(Event happened) => happened switch
    {
        RunFailed e => e.Run,
        RunLost e => e.Run,
        RunCancelled e => e.Run,
        UnitReported e => e.Run,
        _ => null,
    };
}
