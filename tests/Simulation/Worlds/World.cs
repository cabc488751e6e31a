using Heliostat.Core;
using Heliostat.Simulation.Checkers;
using Heliostat.Simulation.Consumers;
using Heliostat.Simulation.Managing;
using Heliostat.Simulation.Pictures;

namespace Heliostat.Simulation.Worlds;

/// <summary>One network in virtual time, all of it made from one seed, in one thread.</summary>
internal sealed class World
{
    // A quarter of an hour before a week ends, so that some seeds see the next one begin.
    private const long StartMs = 1_795_910_400_000 + (7L * 24 * 3_600_000) - 900_000;
    private const long CalmMs = 20_000;
    private const long EndMsMax = 24L * 3_600_000;
    private const long RetiredMs = 73L * 3_600_000;
    private const long SettleMs = 600_000;
    private const long ClaimsMs = 1_200_000;

    public World(Scenario scenario)
    {
        Scenario = scenario;
        Chance = scenario.Chance;
        Secrets = new Secrets(scenario.Seed);
        Watch = new Watch(this);
        Link = new Link(this);
        Manager = new ManagerModel(this);
    }

    public Scenario Scenario { get; }

    public Chance Chance { get; }

    public Secrets Secrets { get; }

    public Agenda Agenda { get; } = new();

    public Weather Weather { get; private set; } = Weather.Calm;

    public Cast Cast { get; } = new();

    public Gallery Gallery { get; } = new();

    public Tally Tally { get; } = new();

    public OrderBook Orders { get; } = new();

    public Watch Watch { get; }

    public Link Link { get; }

    public ManagerModel Manager { get; }

    /// <summary>
    /// True while things may break; afterwards everything that broke is well again, and liars go on lying.
    /// </summary>
    public bool IsStormy { get; private set; }

    public Instant Now => new(StartMs + Agenda.NowMs);

    public void Run()
    {
        var crowd = new Crowd(this);
        Manager.Start();
        crowd.Gather();
        Agenda.RunUntil(CalmMs);

        (IsStormy, Weather) = (Scenario.IsStormy, Scenario.Weather);
        crowd.Submit();
        Agenda.RunUntil(CalmMs + Scenario.StormMs);

        (IsStormy, Weather) = (false, Weather.Calm);
        crowd.Heal();
        Agenda.RunUntil(Agenda.NowMs + EndMsMax, () => Manager.IsIdle && crowd.AllAsked && AllEnded());
        for (var i = 0; i < Scenario.Claims; i++)
        {
            crowd.Complaints.Complain();
        }

        // Claims that wait for more operators than there are stay open, so nobody waits for all of them.
        Agenda.RunUntil(Agenda.NowMs + ClaimsMs, () => Manager.IsIdle && AllEnded() && !AnyClaims());
        Agenda.RunUntil(Agenda.NowMs + EndMsMax, () => Manager.IsIdle && AllEnded());
        Watch.LookForOpenJobs(Manager.Books);
        if (Scenario.Retires)
        {
            Retire();
        }

        Count();
        Watch.Finish(Manager);
    }

    private bool AnyClaims() => Manager.Books.Checks.All.Any(unit => unit.Claim is not null);

    private bool AllEnded() => Manager.Books.Jobs.All.All(job => job.EndedAt is not null);

    /// <summary>Everybody goes home; the jobs become final three days later.</summary>
    private void Retire()
    {
        foreach (var node in Cast.Nodes)
        {
            node.Die(mayReturn: false);
        }

        Agenda.RunUntil(Agenda.NowMs + SettleMs);
        Count();
        Agenda.Skip(RetiredMs);
        Manager.Start();
        Agenda.RunUntil(Agenda.NowMs + SettleMs, () => Manager.IsIdle && !AnyClaims());
    }

    private void Count()
    {
        foreach (var job in Manager.Books.Jobs.All.Where(job => job.EndedAt is not null))
        {
            Tally.Add(Tally.JobsEnded, job.State.ToString());
        }
    }
}
