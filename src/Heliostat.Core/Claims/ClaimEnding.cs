using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Claims;

/// <summary>
/// What follows from what verifiers say in a claim. Two of them decide; where they do not say the same, a third one.
/// </summary>
internal static class ClaimEnding
{
    private const string SameEverywhere = Settled
        + "the same picture; what is wrong in the scene itself looks the same on every node";

    private const string WellStitched =
        "two verifiers of other operators put its regions together again and found the same picture; whether a region "
        + "is bad, the claim about that region shows";

    private const string Settled = "two verifiers of other operators rendered it whole and found ";

    /// <summary>Hears a verifier as soon as its pixels and its word about the delivered file are there.</summary>
    public static void Conclude(Network network, Ruling ruling, UnitCheck unit)
    {
        if (unit.State != CheckState.Agreed || unit.Bound is null)
        {
            return;
        }

        if (unit.Bound == true || unit.IsFileEqual)
        {
            Hear(network, ruling, unit, null, "the frame and its file are what it renders");
        }
        else
        {
            Hear(network, ruling, unit, Finding.Unbound, Finding.Unbound.Reason);
        }
    }

    /// <summary>Hears a verifier whose pixels are not the worker's.</summary>
    public static void Disagree(Network network, Ruling ruling, UnitCheck unit, Finding found)
    {
        // A worker need not keep its pixels for days. Then what it delivered speaks for it, or against it.
        if (found.Unanswered && unit.IsFileEqual)
        {
            Hear(network, ruling, unit, null, "the worker's pixels are gone, and its file is what it renders");
            return;
        }

        Hear(network, ruling, unit, found, found.Reason);
    }

    /// <summary>The time is over, or too many verifiers were lost: what was heard decides.</summary>
    public static void GiveUp(Network network, Ruling ruling, UnitCheck unit)
    {
        var claim = unit.Claim!;
        if (claim.Dissent is not null)
        {
            Uphold(network, ruling, unit, isProven: false, "a verifier disagrees, and no other one came to decide");
        }
        else
        {
            ruling.Record(new ClaimLapsed(
                unit.Run.Job, claim.Number, unit.Unit, unit.Run,
                "there were no two verifiers of further operators that could render it"));
        }
    }

    private static void Hear(Network network, Ruling ruling, UnitCheck unit, Finding? found, string reason)
    {
        var (claim, first) = (unit.Claim!, unit.First);
        var isSame = found is not null && first is not null && CheckEnding.AgreesWithFirst(first, unit, found);
        var isShown = found is not null && (found.MeasuredTiles.Count > 0 || unit.Bound == false);
        var refutes = found is not null && Spots.AreContradicted(network, unit, found);
        var dispute = found is null ? null : new Dispute(
            unit.Id, unit.Verifier!.Value, found.BadTiles, found.BadHashes, found.Unanswered, null);
        ruling.Record(new WitnessHeard(
            unit.Id, claim.Number, unit.Verifier!.Value, found is null, isShown, refutes, dispute, unit.Picture,
            reason));
        var agreeing = 0;
        foreach (var witness in claim.Witnesses)
        {
            agreeing += witness.Agrees ? 1 : 0;
        }

        var dissenting = claim.Witnesses.Count - agreeing;
        if (agreeing == 2)
        {
            Refuse(network, ruling, unit);
        }
        else if (dissenting == 2)
        {
            var proven = isSame && EveryDissent(claim, witness => witness.Proves);
            var why = proven ? Settled + "another one" : "two verifiers found it bad, and not in the same way";
            Uphold(network, ruling, unit, proven, why);
        }
    }

    private static void Refuse(Network network, Ruling ruling, UnitCheck unit)
    {
        var dissent = unit.Claim!.Dissent;
        var isStitch = network.Jobs.Get(unit.Run.Job).Plan.StepOf(unit.Unit) == StepKind.Stitch;
        ruling.Record(new ClaimRefused(
            unit.Run.Job, unit.Claim.Number, unit.Unit, unit.Run, isStitch ? WellStitched : SameEverywhere));
        if (dissent is { Proves: true })
        {
            NodeFault.Count(network, ruling, dissent.Node, FailureReasons.VerifierRefuted);
        }
    }

    private static void Uphold(Network network, Ruling ruling, UnitCheck unit, bool isProven, string reason)
    {
        var claim = unit.Claim!;
        var job = network.Jobs.Get(unit.Run.Job);
        var account = network.Accounts.Get(job.Account);
        var (jobs, units) = (account.JobsOpen, account.UnitsOpen);
        var isDoneAgain = job.IsOpen || job.State == JobState.Completed;
        ruling.Record(new ClaimUpheld(
            job.Id, claim.Number, unit.Unit, unit.Run, unit.Worker, isProven, isDoneAgain ? job.NextTask : null,
            reason));
        Withdrawal.Of(network, ruling, job, unit.Unit);
        QuotaWarning.WhenCrossed(ruling, account, account.Quota, jobs, units);
        if (!isProven)
        {
            return;
        }

        NodeFault.Count(network, ruling, unit.Worker, FailureReasons.Rejected);
        foreach (var witness in claim.Witnesses)
        {
            if (witness.Agrees)
            {
                NodeFault.Count(network, ruling, witness.Node, FailureReasons.VerifierRefuted);
            }
        }

        if (EveryDissent(claim, witness => witness.RefutesEarlier))
        {
            NodeFault.Count(network, ruling, claim.Result.Heard[^1], FailureReasons.VerifierRefuted);
        }
    }

    private static bool EveryDissent(Claim claim, Func<Witness, bool> holds)
    {
        foreach (var witness in claim.Witnesses)
        {
            if (!witness.Agrees && !holds(witness))
            {
                return false;
            }
        }

        return true;
    }
}
