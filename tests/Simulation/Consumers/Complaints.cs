using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Consumers;

/// <summary>What consumers say of their results: that they are bad, truly or not, or that they will do.</summary>
internal sealed class Complaints(World world)
{
    private const int UnitsMax = 4;
    private const int ApprovePerMille = 150;
    private const int StrangePerMille = 100;
    private const int TruePerMille = 700;

    private readonly Chance _chance = world.Chance;

    /// <summary>Complaints come in over the storm, and a while longer.</summary>
    public void Submit()
    {
        for (var i = 0; i < world.Scenario.Claims; i++)
        {
            world.Agenda.In(_chance.Below((int)world.Scenario.StormMs * 2), Complain);
        }
    }

    /// <summary>One more, when everything is done.</summary>
    public void Complain()
    {
        if (!world.Manager.IsUp || world.Manager.Books.Jobs.All.Count == 0)
        {
            return;
        }

        var job = _chance.Pick([.. world.Manager.Books.Jobs.All]);
        if (_chance.PerMille(ApprovePerMille))
        {
            world.Manager.Ask(new ApproveJob(job.Id, job.Account));
            return;
        }

        var units = UnitsOf(job);
        var account = _chance.PerMille(StrangePerMille) ? _chance.Pick(world.Cast.Operators) : job.Account;
        var reason = ContentHash.Of(System.Text.Encoding.ASCII.GetBytes($"reason {_chance.Below(1_000)}"));
        world.Manager.Ask(new ClaimUnits(job.Id, account, units, reason));
    }

    private List<int> UnitsOf(Job job)
    {
        var bad = job.Accepted
            .Where(unit => world.Gallery.Find(unit.Value.Commitment) is { Variant.IsLie: true })
            .Select(unit => FrameOf(job, unit.Key))
            .Distinct()
            .Order()
            .ToList();
        if (bad.Count > 0 && _chance.PerMille(TruePerMille))
        {
            return [.. bad.Take(UnitsMax)];
        }

        var any = job.Accepted.Keys.ToList();
        return any.Count > 0 && !_chance.PerMille(StrangePerMille)
            ? [FrameOf(job, _chance.Pick(any))]
            : [_chance.Below(job.UnitsTotal)];
    }

    /// <summary>Consumers see frames, and not of what they are made.</summary>
    private static int FrameOf(Job job, int unit) =>
        job.Plan.IsResult(unit) ? unit : job.Plan.UsedBy(unit)!.Value;
}
