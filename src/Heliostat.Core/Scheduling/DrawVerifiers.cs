using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Scheduling;

/// <summary>
/// Draws a verifier for each unit that waits for one: at random among the eligible, never by load. It stands in a later
/// entry than the commitment, so the worker could not know who would check what.
/// </summary>
internal static class DrawVerifiers
{
    /// <summary>Verifiers that one command draws; the next one goes on.</summary>
    public const int DrawsMax = 1_000;

    /// <summary>Draws what it can; true when more could be drawn at once.</summary>
    public static bool Decide(Network network, Ruling ruling)
    {
        var drawn = 0;
        var barren = new HashSet<(JobId Job, StepKind Step, NodeId Worker, NodeId? Heard, string? DeviceClass)>();
        var parties = new FrameParties(network);
        foreach (var unit in Wanted(network))
        {
            // Units that nobody can check must neither keep others waiting nor cost a search each.
            if (IsNew(unit) && barren.Contains(KindOf(network, unit)))
            {
                continue;
            }

            if (drawn == DrawsMax)
            {
                return true;
            }

            var eligible = Eligible(network, unit, parties.Of(unit));
            if (eligible.Count > 0)
            {
                Draw(network, ruling, unit, eligible[ruling.Choice.NextIndex(eligible.Count)]);
                drawn++;
            }
            else if (IsNew(unit))
            {
                barren.Add(KindOf(network, unit));
            }
        }

        return false;
    }

    private static bool IsNew(UnitCheck unit) =>
        unit.First is null && unit.Claim is null or { Witnesses.Count: 0, Result.Heard.Count: 1 };

    /// <summary>What decides who can check a unit that nobody disagreed about yet.</summary>
    private static (JobId Job, StepKind Step, NodeId Worker, NodeId? Heard, string? DeviceClass) KindOf(
        Network network, UnitCheck unit)
    {
        var step = network.Jobs.Get(unit.Run.Job).Plan.StepOf(unit.Unit);
        return (unit.Run.Job, step, unit.Worker, unit.Claim?.Result.Heard[0], unit.Claim?.Result.DeviceClass);
    }

    /// <summary>Why a node cannot check a unit; null when it can.</summary>
    public static string? WhyNot(Network network, UnitCheck unit, Node node)
    {
        var worker = network.Nodes.Get(unit.Worker);
        if (node.Operator == worker.Operator)
        {
            return "it belongs to the worker's operator";
        }

        if (unit.First is { } first && network.Nodes.Get(first.Verifier).Operator == node.Operator)
        {
            return "it belongs to the first verifier's operator";
        }

        if (unit.Claim is { } claim && Strangers.WhyNot(network.Nodes, claim, node) is { } known)
        {
            return known;
        }

        if (node.AddressBlock is not null && node.AddressBlock == worker.AddressBlock)
        {
            return "it is in the worker's block of the network";
        }

        return WhyNot(network.Jobs.Get(unit.Run.Job), unit, worker, node);
    }

    private static string? WhyNot(Job job, UnitCheck unit, Node worker, Node node)
    {
        if (!node.IsOpen)
        {
            return $"it is {(node.State == NodeState.Healthy ? "not connected" : node.State)}";
        }

        if ((node.Facts!.Duties & NodeDuties.Verifier) == 0)
        {
            return "it is no verifier";
        }

        var step = job.Plan.StepOf(unit.Unit);
        if ((Feasibility.WhyNot(job.Spec, step, node) ?? SameBits.WhyNot(job, unit, worker, node)) is { } reason)
        {
            return reason;
        }

        return node.OnProbation && node.Runs.Count + node.Checks.Count > 0 ? "it is on probation and busy" : null;
    }

    private static List<UnitCheck> Wanted(Network network)
    {
        var wanted = new List<UnitCheck>(network.Checks.Wanted.Count);
        foreach (var (_, job, unit) in network.Checks.Wanted)
        {
            wanted.Add(network.Checks.Get(job, unit));
        }

        return wanted;
    }

    /// <summary>
    /// Who can check a unit; of a claimed frame's regions first those who had no say about any; those that were drawn
    /// for it before, and lost it, only if nobody else can.
    /// </summary>
    private static List<Node> Eligible(Network network, UnitCheck unit, HashSet<AccountId>? parties)
    {
        var strange = new List<Node>();
        var fresh = new List<Node>();
        var drawnBefore = new List<Node>();
        foreach (var node in network.Nodes.All)
        {
            if (WhyNot(network, unit, node) is null)
            {
                var isParty = parties?.Contains(node.Operator) == true;
                (unit.Drawn.Contains(node.Id) ? drawnBefore : isParty ? fresh : strange).Add(node);
            }
        }

        return strange.Count > 0 ? strange : fresh.Count > 0 ? fresh : drawnBefore;
    }

    private static void Draw(Network network, Ruling ruling, UnitCheck unit, Node verifier)
    {
        var job = network.Jobs.Get(unit.Run.Job);

        // Stitching costs next to nothing, so it is done again whole.
        var draw = unit is { First: null, Claim: null } && job.Plan.StepOf(unit.Unit) == StepKind.Render
            ? ruling.Keys.DrawOf(unit.Run, unit.Commitment)
            : (ContentHash?)null;
        var deadline = ruling.Now.PlusMs(job.Limits.MaxTimeoutRunMs + CheckTimes.QueueMsMax);
        ruling.Record(new CheckDrawn(
            unit.Id with { Ordinal = unit.Ordinal + 1 }, verifier.Id, draw, IsWhole(job, unit, draw), deadline));
    }

    private static bool IsWhole(Job job, UnitCheck unit, ContentHash? draw)
    {
        if (draw is not { } drawn)
        {
            return true;
        }

        var grid = job.Plan.GridOf(unit.Unit)!.Value;
        return SpotDraw.Tiles(grid, drawn.ToArray()).Count == grid.Count;
    }
}
