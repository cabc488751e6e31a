using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Nodes;

/// <summary>What befalls a node while the storm lasts: deaths, broken and blocked connections, babble.</summary>
internal sealed class Fate(World world, NodeModel node)
{
    private const int AwayMsMax = 60_000;
    private const int LongAwayMsMax = 500_000;
    private const int BlockedMsMax = 150_000;
    private const int BabbleMsMax = 20_000;

    public void Begin()
    {
        Plan(node.Character.DiesEverySeconds, () => node.Die());
        Plan(node.Character.FlapsEverySeconds, Flap);
        if (node.Character.Babbles)
        {
            node.In(world.Chance.Below(BabbleMsMax), Babble);
        }
    }

    public void Return()
    {
        var awayMs = world.Chance.Between(200, world.Chance.PerMille(250) ? LongAwayMsMax : AwayMsMax);
        world.Agenda.In(awayMs, () =>
        {
            if (!node.IsAlive)
            {
                node.Live();
            }
        });
    }

    private void Plan(int everySeconds, Action deed)
    {
        if (everySeconds > 0)
        {
            node.In(world.Chance.Between(everySeconds * 200, everySeconds * 1_800), () => Happen(everySeconds, deed));
        }
    }

    private void Happen(int everySeconds, Action deed)
    {
        if (!world.IsStormy)
        {
            return;
        }

        deed();
        Plan(everySeconds, deed);
    }

    private void Flap()
    {
        if (world.Chance.PerMille(250) && node.Session is { } session)
        {
            session.BlockedUntilMs = world.Agenda.NowMs + world.Chance.Below(BlockedMsMax);
        }
        else
        {
            node.Break();
        }
    }

    /// <summary>Reports about runs and checks that are another's, over, or were never there.</summary>
    private void Babble()
    {
        if (!world.IsStormy)
        {
            return;
        }

        if (world.Manager.IsUp && RunOfAnybody() is { } run)
        {
            node.Outbox.Report(Nonsense(run));
        }

        node.In(world.Chance.Below(BabbleMsMax), Babble);
    }

    private RunId? RunOfAnybody()
    {
        var tasks = world.Manager.Books.Jobs.All
            .SelectMany(job => job.Tasks.Values.Select(task => task.RunOf(job.Id)))
            .ToList();
        return tasks.Count == 0 ? null : world.Chance.Pick(tasks);
    }

    private NodeMessage Nonsense(RunId run)
    {
        var check = new CheckId(run, world.Chance.Below(60), world.Chance.Between(1, 2));
        var mine = node.Worker.Runs.Count > 0 ? world.Chance.Pick(node.Worker.Runs) : run;
        var checking = node.Verifier.Checks.Count > 0 ? world.Chance.Pick(node.Verifier.Checks) : check;
        var hash = ContentHash.Of(System.Text.Encoding.ASCII.GetBytes($"nonsense of node {node.Number}"));
        var failure = new Protocol.Jobs.RunFailure("", Protocol.Jobs.FaultSide.Job, "");
        return world.Chance.Below(13) switch
        {
            0 => new JobResult(run, check.Unit, 1, hash, new BlobName(hash, 1), null, null),
            1 => new JobResult(mine, 1_000, 1, hash, new BlobName(hash, 1), null, null),
            2 => new JobResult(mine, check.Unit, -1, hash, null, null, null),
            3 => new JobStatus(mine, "dreaming"),
            4 => new JobStatus(mine, JobStatus.Running),
            5 => new JobFailure(mine, failure),
            6 => new CheckResult(check, [], hash, 1),
            7 => new CheckResult(checking, [hash], hash, 1),
            8 => new FileResult(checking, true, new string('x', 65), null, []),
            9 => new CheckFailure(checking, failure),
            10 => new TilesReady(check, world.Chance.PerMille(500), null),
            11 => new NodeHello(node.Facts, [], []),
            _ => new HeartbeatPing(),
        };
    }
}
