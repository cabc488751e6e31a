using Heliostat.Core;
using Heliostat.Core.Claims;
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

    /// <summary>What verifiers said in claims about it, the newest claim's only.</summary>
    public List<WitnessHeard> Heard { get; } = [];

    /// <summary>The operators that had their say, once it was claimed.</summary>
    public List<NodeId> Known { get; } = [];

    /// <summary>True while a claim about it is open.</summary>
    public bool IsClaimed { get; private set; }

    /// <summary>The check that agreed last, before any claim.</summary>
    public CheckAgreed? Agreed { get; private set; }

    public NodeId VerifierOf(CheckId check) => Drawn.Find(drawn => drawn.Check == check)!.Node;

    public void Add(Event happened)
    {
        switch (happened)
        {
            case CheckDrawn e: Drawn.Add(e); break;
            case CheckDisagreed e: Disagreed.Add(e); break;
            case CheckAgreed e when !IsClaimed: Agreed = e; break;
            case UnitClaimed: Claim(); break;
            case WitnessHeard e: Heard.Add(e); break;
            case ClaimUpheld or ClaimRefused or ClaimLapsed: IsClaimed = false; break;
            default: break;
        }
    }

    private void Claim()
    {
        IsClaimed = true;
        Heard.Clear();
        Known.Clear();
        Known.AddRange(Disagreed.Select(disagreed => VerifierOf(disagreed.Check)));
        Known.Add(VerifierOf(Agreed!.Check));
    }
}
