using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;

namespace Heliostat.Core.Claims;

/// <summary>
/// What was made, or is being made, of a unit that is accepted no more: it is taken back, and made again once that unit
/// is there again.
/// </summary>
internal static class Withdrawal
{
    private const string Reason = "something that it is made of is done again";

    public static void Of(Network network, Ruling ruling, Job job, int unit)
    {
        for (var made = job.Plan.UsedBy(unit); made is { } next; made = job.Plan.UsedBy(next))
        {
            var wasMade = job.IsMade(next);
            if (wasMade || job.IsOpen)
            {
                Withdraw(network, ruling, job, next, wasMade);
            }

            if (!wasMade)
            {
                return;
            }
        }
    }

    private static void Withdraw(Network network, Ruling ruling, Job job, int unit, bool wasMade)
    {
        StopRun(network, ruling, job, unit);
        var check = network.Checks.Find(job.Id, unit);
        if (check is { Claim: { } claim })
        {
            if (check.Verifier is { } verifier)
            {
                ruling.Record(new CheckLost(check.Id, verifier, Reason));
            }

            // The frame that its consumer called bad is bad, though not by whoever put it together.
            ruling.Record(new ClaimUpheld(job.Id, claim.Number, unit, check.Run, check.Worker, false, null, Reason));
        }
        else if (check is not null)
        {
            CheckEnding.Cancel(network, ruling, check);
        }

        ruling.Record(new UnitWithdrawn(job.Id, unit, wasMade && check?.Claim is null, Reason));
    }

    private static void StopRun(Network network, Ruling ruling, Job job, int unit)
    {
        if (job.TaskOf(unit) is { IsLive: true } task)
        {
            var run = task.RunOf(job.Id);
            ruling.Record(new RunCancelled(run, task.Node!.Value));
            KeyReveal.WhenDone(network, ruling, run);
        }
    }
}
