using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Tests.Claims;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Core.Tests.Lifecycles;

/// <summary>Moves that real commands make so seldom that the simulation need not see them.</summary>
public sealed class RareMovesTests
{
    private const long OfflineMs = 400_000;

    [Fact]
    public void A_node_that_never_came_is_drained_or_banned()
    {
        var given = Given.Nodes(0);
        var (drained, banned) = (given.Registered(), given.Registered());
        Assert.Equal(NodeState.Registered, given.Network.Nodes.Find(drained)!.State);
        given.When(new DrainNode(drained, given.OperatorOf(drained)));
        given.When(new BanAccount(given.OperatorOf(banned), "cheated"));

        Assert.Equal(NodeState.Draining, given.Network.Nodes.Find(drained)!.State);
        Assert.Equal(NodeState.Banned, given.Network.Nodes.Find(banned)!.State);
    }

    [Fact]
    public void A_node_that_is_offline_is_banned_with_its_operator()
    {
        var given = Given.Nodes(1);
        given.Disconnect(given[0]);
        given.When(new ReportSilence(given[0]));
        given.After(OfflineMs);
        Assert.Equal(NodeState.Offline, given.NodeOf(0).State);
        given.When(new BanAccount(given.OperatorOf(given[0]), "cheated"));

        Assert.Equal(NodeState.Banned, given.NodeOf(0).State);
    }

    [Fact]
    public void A_job_whose_first_run_never_starts_fails_or_is_cancelled()
    {
        var given = Given.Nodes(1);
        var failing = given.Lease(Some.Echo() with { Limits = Some.Limits with { MaxRetryCount = 0 } });
        Assert.Equal(JobState.Assigned, given.TheJob.State);
        given.Fail(failing, FaultSide.Job);
        Assert.Equal(JobState.Failed, given.TheJob.State);

        given.Lease(Some.Echo());
        Assert.Equal(JobState.Assigned, given.TheJob.State);
        given.When(new CancelJob(given.TheJob.Id, given.Consumer, "enough"));
        Assert.Equal(JobState.Cancelled, given.TheJob.State);
    }

    [Fact]
    public void A_stitch_that_waits_for_a_node_is_cancelled_when_a_region_of_it_falls()
    {
        var made = new Stitched(9).Work();
        made.Claim(Stitched.Frame);
        made.Disagree(1);
        made.Disagree(Stitched.Frame);
        made.Disagree(Stitched.Frame);
        var task = made.TheJob.Tasks.Values.Single(task => task.First == Stitched.Frame);
        Assert.Equal(TaskState.Ready, task.State);
        made.Disagree(1, place: false);

        Assert.Equal(TaskState.Cancelled, task.State);
    }
}
