using Heliostat.Cli.Local;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Demonstration;

/// <summary>Kills one node with SIGKILL once some frames were accepted, for <c>./demo --kill</c>.</summary>
internal sealed class NodeKiller
{
    /// <summary>Frames that are accepted before.</summary>
    public const int AcceptedBefore = 8;

    private readonly NodeReport _victim;
    private readonly Terminal _terminal;
    private readonly HashSet<int> _accepted = [];

    public NodeKiller(NodeReport victim, Terminal terminal)
    {
        _victim = victim;
        _terminal = terminal;
    }

    /// <summary>True once it was killed.</summary>
    public bool HasKilled { get; private set; }

    public void See(JobEvent item)
    {
        if (item.Unit is { Status: "ACCEPTED" } unit)
        {
            _accepted.Add(unit.Unit);
        }

        var accepted = Math.Max(_accepted.Count, item.Job?.Units.Accepted ?? 0);
        if (accepted >= AcceptedBefore && !HasKilled)
        {
            HasKilled = true;
            _terminal.Say($"After {accepted} frames {_victim.Name} (process {_victim.ProcessId}) gets SIGKILL.");
            Signals.KillAtOnce(_victim.ProcessId);
        }
    }
}
