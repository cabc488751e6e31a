using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Nodes;

/// <summary>How nodes come, go, fail and come back.</summary>
public sealed class NodeTests
{
    private const int NodeFaultsPerTaskMax = 10;
    private const long WaitMsMax = 300_000;

    [Fact]
    public void A_node_is_registered_by_an_operator_and_rekeyed_by_the_same()
    {
        var given = Given.Nodes(2);
        var (node, owner) = (given[0], given.OperatorOf(given[0]));

        Assert.Equal("name-invalid", given.RefusedCode(new RegisterNode(node, owner, "", "key")));
        Assert.Equal("operator-unknown", given.RefusedCode(new RegisterNode(node, given.Consumer, "n", "key")));
        Assert.Equal("node-foreign", given.RefusedCode(
            new RegisterNode(node, given.OperatorOf(given[1]), "n", "key")));
        Assert.Equal(["NodeRekeyed"], Given.Names(given.When(new RegisterNode(node, owner, "n", "another key"))));
        Assert.Empty(given.When(new RegisterNode(node, owner, "n", "another key")).Events);
    }

    [Fact]
    public void An_operator_has_ten_thousand_nodes_at_most()
    {
        var given = Given.Nodes(1);
        var owner = given.OperatorOf(given[0]);
        for (var i = 1; i < RegisterNode.NodesPerOperatorMax; i++)
        {
            given.When(new RegisterNode(new NodeId(new Guid(i, 9, 0, new byte[8])), owner, "n", "key"));
        }

        var more = new RegisterNode(new NodeId(Guid.Empty), owner, "n", "key");
        Assert.Equal("nodes-too-many", given.RefusedCode(more));
    }

    [Fact]
    public void Hello_opens_a_session_and_makes_a_node_healthy()
    {
        var given = new Given();
        var node = given.Registered();

        Assert.Equal(NodeState.Registered, given.NodeOf(0).State);
        Assert.Equal(["NodeConnected", "NodeBecameHealthy"], Given.Names(given.Connect(node)));
        Assert.Equal("hello-twice", Given.RefusedMessage(given.Report(node, new NodeHello(Some.Facts, [], []))));
        Assert.Equal("heartbeat-idle", given.RefusedCode(new HearHeartbeat(node)));
        Assert.Equal("message-unsigned", Given.RefusedMessage(given.Report(node, new HeartbeatPing())));
    }

    [Fact]
    public void Facts_out_of_their_bounds_open_no_session()
    {
        NodeFacts[] invalid =
        [
            Some.Facts with { RenderSlots = 17 },
            Some.Facts with { PluginSlots = -1 },
            Some.Facts with { CpuCount = 0 },
            Some.Facts with { RamBytes = 0 },
            Some.Facts with { DeviceClass = new string('x', 201) },
            Some.Facts with { Capabilities = [""] },
            Some.Facts with { DiskFreeBytes = -1 },
            Some.Facts with { GpuTrouble = "" },
            Some.Facts with { GpuTrouble = new string('x', NodeFacts.GpuTroubleLengthMax + 1) },
            Some.Facts with { Gpus = [null!] },
            Some.Facts with { Gpus = [Some.Gpu with { Name = "" }] },
            Some.Facts with { Gpus = [Some.Gpu with { Name = new string('x', 101) }] },
            Some.Facts with { Gpus = [Some.Gpu with { VramBytes = 0 }] },
            Some.Facts with { Gpus = [Some.Gpu with { Driver = new string('5', 51) }] },
            Some.Facts with { Gpus = [Some.Gpu with { Cuda = new string('1', 51) }] },
            Some.Facts with { Gpus = [.. Enumerable.Repeat(Some.Gpu, NodeFacts.GpusMax + 1)] },
            Some.Facts with { Capabilities = [.. Enumerable.Repeat("x", NodeFacts.CapabilitiesMax + 1)] },
        ];
        foreach (var facts in invalid)
        {
            var given = new Given();
            Assert.Equal("facts-invalid", Given.RefusedMessage(given.Connect(given.Registered(), facts)));
        }
    }

    [Fact]
    public void What_follows_a_refused_hello_is_said_in_no_session()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());
        var decision = given.ReportIn(
            Guid.Empty, leased.Node, new NodeHello(Some.Facts with { CpuCount = 0 }, [], []), Some.Result(leased.Run));

        Assert.Equal(["facts-invalid", "session-over"], decision.RefusedMessages.Select(refused => refused.Code));
        Assert.Equal("session-over", given.ReportIn(Guid.Empty, leased.Node, Some.Result(leased.Run)).Refused?.Code);
        Assert.Equal("session-over", given.RefusedCode(new DisconnectNode(leased.Node, Guid.Empty)));
    }

    [Fact]
    public void A_run_is_lost_when_its_connection_was_closed_for_15_seconds()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());
        given.Disconnect(leased.Node);

        Assert.Empty(given.After(14_999).Events);
        Assert.Equal(["RunLost", "NodeFaulted"], Given.Names(given.After(1)));
        Assert.Equal(TaskState.Ready, given.Task().State);
    }

    [Fact]
    public void A_node_that_comes_back_in_time_keeps_what_it_still_knows()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo(2));
        var runs = given.NodeOf(0).Runs.ToArray();
        given.Report(leased.Node, [.. runs.Select(run => new JobStatus(run, "running"))]);
        given.Disconnect(leased.Node);
        given.Wait(14_999);
        var decision = given.Connect(leased.Node, runs: [runs[0]]);

        Assert.Equal(runs[1], Given.Happened<RunLost>(decision).Run);
        Assert.Equal([runs[0]], given.NodeOf(0).Runs);
    }

    [Fact]
    public void A_lease_that_never_reached_the_node_is_not_forgotten_by_it()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());

        Assert.DoesNotContain("RunLost", Given.Names(given.Connect(leased.Node)));
        Assert.Equal([leased.Run], given.NodeOf(0).Runs);
    }

    [Fact]
    public void A_silent_node_loses_its_runs_then_counts_as_offline_and_comes_back()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());
        var decision = given.When(new ReportSilence(leased.Node));

        Assert.Equal(["RunLost", "NodeFaulted", "NodeSilenced"], Given.Names(decision));
        Assert.Equal(NodeState.Unhealthy, given.NodeOf(0).State);
        Assert.Equal("silence-known", given.RefusedCode(new ReportSilence(leased.Node)));
        Assert.Empty(given.After(209_999).Events);
        Assert.Equal(["NodeVanished"], Given.Names(given.After(1)));
        Assert.Equal(["NodeBecameHealthy"], Given.Names(given.When(new HearHeartbeat(leased.Node))));
        Assert.True(given.NodeOf(0).OnProbation);
    }

    [Fact]
    public void Three_failures_take_a_node_out_and_each_further_one_doubles_the_wait()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Echo(20));
        FailOne(given);
        FailOne(given);
        Assert.Equal(NodeState.Healthy, given.NodeOf(0).State);
        foreach (var waitMs in new[] { 30_000, 60_000, 120_000, 240_000, 300_000, 300_000 })
        {
            FailOne(given);
            Assert.Equal((NodeState.Unhealthy, (long)waitMs), (given.NodeOf(0).State, given.NodeOf(0).ProbationWaitMs));
            given.Wait(waitMs - 1);
            Assert.Equal("probation-wait", given.RefusedCode(new HearHeartbeat(given[0])));
            given.Wait(1);
            Assert.Null(given.RefusedCode(new HearHeartbeat(given[0])));
        }
    }

    [Fact]
    public void A_node_on_probation_runs_one_at_a_time_until_one_succeeds()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Echo(20));
        FailOne(given);
        given.When(new ReportSilence(given[0]));
        given.When(new HearHeartbeat(given[0]));

        var leased = Assert.Single(given.Place().OfType<RunLeased>());
        Assert.Empty(given.Place());
        given.Report(given[0], Some.Result(leased.Run, leased.First));
        Assert.False(given.NodeOf(0).OnProbation);
        Assert.Equal(Some.Facts.PluginSlots, given.Place().OfType<RunLeased>().Count());
    }

    [Fact]
    public void A_node_that_is_unhealthy_by_failures_finishes_what_it_runs()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Echo(20));
        given.Place();
        var runs = given.NodeOf(0).Runs.ToList();
        foreach (var run in runs.Take(3))
        {
            given.Report(given[0], new JobFailure(run, new RunFailure("crashed", FaultSide.Node, "")));
        }

        Assert.Equal(NodeState.Unhealthy, given.NodeOf(0).State);
        Assert.Contains("UnitAccepted", Given.Names(given.Report(given[0], Some.Result(runs[3], runs[3].Task))));
        Assert.Empty(given.Place());
    }

    [Fact]
    public void A_drained_node_finishes_and_takes_nothing_new_until_it_is_undrained_and_heard()
    {
        var given = Given.Nodes(1);
        var (node, owner) = (given[0], given.OperatorOf(given[0]));
        var leased = given.Lease(Some.Echo(10));

        Assert.Equal("node-unknown", given.RefusedCode(new DrainNode(node, given.Consumer)));
        Assert.Equal("node-not-draining", given.RefusedCode(new UndrainNode(node, owner)));
        Assert.Equal(["NodeDrained"], Given.Names(given.When(new DrainNode(node, owner))));
        Assert.Empty(given.When(new DrainNode(node, owner)).Events);
        Assert.Contains("UnitAccepted", Given.Names(given.Report(node, Some.Result(leased.Run, leased.First))));
        Assert.Empty(given.Place());
        Assert.Equal("node-unknown", given.RefusedCode(new UndrainNode(node, given.Consumer)));
        given.When(new UndrainNode(node, owner));
        Assert.Empty(given.Place());
        given.When(new HearHeartbeat(node));
        Assert.NotEmpty(given.Place());
    }

    [Fact]
    public void Nobody_hears_or_misses_a_node_that_is_not_there()
    {
        var given = new Given();
        var unknown = new NodeId(Guid.Empty);

        Assert.Equal("node-unknown", given.RefusedCode(new HearHeartbeat(unknown)));
        Assert.Equal("node-unknown", given.RefusedCode(new ReportSilence(unknown)));
        Assert.Equal("node-unknown", given.ReportIn(Guid.Empty, unknown, new HeartbeatPing()).Refused?.Code);
    }

    [Fact]
    public void Two_forgotten_runs_of_a_job_that_the_first_loss_ends_are_no_trouble()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Echo(2));
        for (var i = 0; i <= NodeFaultsPerTaskMax; i++)
        {
            given.Place();
            given.Report(given[0], [.. given.NodeOf(0).Runs.Select(run => new JobStatus(run, "running"))]);
            given.Connect(given[0]);
            given.Wait(WaitMsMax);
            given.When(new HearHeartbeat(given[0]));
        }

        Assert.Equal(JobState.Failed, given.TheJob.State);
        Assert.Empty(given.NodeOf(0).Runs);
    }

    private static void FailOne(Given given)
    {
        given.Place();
        var run = given.NodeOf(0).Runs[0];
        given.Report(given[0], new JobFailure(run, new RunFailure("crashed", FaultSide.Node, "")));
    }
}
