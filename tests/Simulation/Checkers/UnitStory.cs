using Heliostat.Core;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>What the journal tells of one unit of one run: the claim, and what verifiers said to it.</summary>
internal sealed class UnitStory(UnitReported reported)
{
    public UnitReported Reported { get; } = reported;

    public List<CheckDrawn> Drawn { get; } = [];

    public List<CheckDisagreed> Disagreed { get; } = [];

    /// <summary>The check that agreed last.</summary>
    public CheckAgreed? Agreed { get; private set; }

    public NodeId VerifierOf(CheckId check) => Drawn.Find(drawn => drawn.Check == check)!.Node;

    public void Add(Event happened)
    {
        switch (happened)
        {
            case CheckDrawn e: Drawn.Add(e); break;
            case CheckDisagreed e: Disagreed.Add(e); break;
            case CheckAgreed e: Agreed = e; break;
            default: break;
        }
    }
}
