using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>The stories of all units, kept from the events.</summary>
internal sealed class Stories
{
    private readonly Dictionary<(RunId Run, int Unit), UnitStory> _units = [];
    private readonly Dictionary<RunId, NodeId> _workers = [];

    public NodeId WorkerOf(RunId run) => _workers[run];

    public UnitStory Of(RunId run, int unit) => _units[(run, unit)];

    public void Add(Event happened)
    {
        switch (happened)
        {
            case RunLeased e: _workers[e.Run] = e.Node; break;
            case UnitReported e: _units[(e.Run, e.Unit)] = new UnitStory(e); break;
            case CheckDrawn e: Of(e.Check.Run, e.Check.Unit).Add(e); break;
            case CheckDisagreed e: Of(e.Check.Run, e.Check.Unit).Add(e); break;
            case CheckAgreed e: Of(e.Check.Run, e.Check.Unit).Add(e); break;
            case UnitClaimed e: Of(e.Run, e.Unit).Add(e); break;
            case WitnessHeard e: Of(e.Check.Run, e.Check.Unit).Add(e); break;
            case ClaimUpheld e: Of(e.Run, e.Unit).Add(e); break;
            case ClaimRefused e: Of(e.Run, e.Unit).Add(e); break;
            case ClaimLapsed e: Of(e.Run, e.Unit).Add(e); break;
            default: break;
        }
    }
}
