using System.Text.Json;
using Heliostat.Node.Registering;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests;

/// <summary>A whole agent over a real connection, with plugins.</summary>
public sealed class NodeAgentTests
{
    private const string Sleeper = """
        import sys, json, time
        for line in sys.stdin:
            m = json.loads(line); time.sleep(m["payload"])
            print(json.dumps({"id": m["id"], "result": 1}), flush=True)
        """;

    private static readonly JobId Job = new(Guid.NewGuid());

    private static JobDispatch Dispatch(int task, string type, string payload) => new(
        new RunId(Job, task, 1), type, [0], 0, JsonElement.Parse(payload), null, 0);

    // A run that takes a second, on a busy machine any run, is said to be running before it ends.
    private static async Task<T> NextAsync<T>(AgentUnderTest agent)
        where T : NodeMessage
    {
        NodeMessage report;
        do
        {
            report = (await agent.Session.ReadReportsAsync(1))[0];
        }
        while (report is JobStatus and not T);
        return Assert.IsType<T>(report);
    }

    [Fact]
    public async Task A_dispatch_is_acknowledged_run_and_reported_in_the_words_operators_look_for()
    {
        await using var agent = await AgentUnderTest.StartAsync();

        await agent.Session.SendAsync(Dispatch(1, "echo", """{"a":1}"""));

        Assert.Equal(new JobAck(new RunId(Job, 1, 1), true), await agent.Session.ReadRemarkAsync());
        var commitment = CanonicalJson.Hash(JsonElement.Parse("""{"a":1}"""));
        Assert.Equal(commitment, (await NextAsync<JobResult>(agent)).Commitment);
        await agent.Session.SendAsync(Dispatch(2, "cpu_benchmark", """{"limit":0}"""));
        await NextAsync<JobFailure>(agent);
        await Wait.UntilAsync(() => agent.Log.Has("Job completed"), "the end logged");
        string[] words = ["Connected to relay server", "Received job_dispatch", "Job completed", "Job failed"];
        Assert.All(words, word => Assert.Contains(
            agent.Log.Lines, line => line.StartsWith(word, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_node_that_does_not_render_says_so()
    {
        await using var agent = await AgentUnderTest.StartAsync();
        var settings = new BlenderSettings(ContentHash.Of("m"u8), "1", 1, ImageFormat.Png, 10, 10, null, false, false);

        await agent.Session.SendAsync(new JobDispatch(new RunId(Job, 1, 1), "blender", [0], 0, null, settings, 0));

        Assert.Equal(new JobAck(new RunId(Job, 1, 1), false), await agent.Session.ReadRemarkAsync());
        Assert.Equal(FailureReasons.TypeUnknown, (await NextAsync<JobFailure>(agent)).Failure.Reason);
        await agent.Session.SendAsync(new CheckDispatch(
            new CheckId(new RunId(Job, 2, 1), 0, 1), "blender", null, 0, null, settings, 0));
        Assert.Equal(FaultSide.Node, (await NextAsync<CheckFailure>(agent)).Failure.Side);
    }

    [Fact]
    public async Task A_malformed_dispatch_fails_and_harms_nothing()
    {
        await using var agent = await AgentUnderTest.StartAsync();

        await agent.Session.SendTextAsync(
            $$"""{"messages":[{"type":"job_dispatch","run":"{{Job}}/1#1","job_type":"echo"}]}""");
        Assert.Equal(FaultSide.Unknown, (await NextAsync<JobFailure>(agent)).Failure.Side);

        await agent.Session.SendAsync(Dispatch(2, "echo", "1"));
        await NextAsync<JobResult>(agent);
    }

    [Fact]
    public async Task An_agent_that_stops_lets_short_runs_finish_and_reports_the_others_as_failed()
    {
        await using var agent = await AgentUnderTest.StartAsync(script: Sleeper);
        await agent.Session.SendAsync(Dispatch(1, "custom", "0.5"), Dispatch(2, "custom", "600"));
        await agent.Session.ReadRemarkAsync();
        await agent.Session.ReadRemarkAsync();

        var stopping = agent.StopAsync();

        Assert.Equal(1, (await NextAsync<JobResult>(agent)).Run.Task);
        var failure = await NextAsync<JobFailure>(agent);
        Assert.Equal((2, FailureReasons.AgentStopped), (failure.Run.Task, failure.Failure.Reason));
        await stopping;
        Assert.Equal(1000, await agent.Session.ReadCloseAsync());
    }

    [Fact]
    public async Task What_is_dispatched_to_an_agent_that_stops_is_refused()
    {
        await using var agent = await AgentUnderTest.StartAsync(script: Sleeper);
        await agent.Session.SendAsync(Dispatch(1, "custom", "600"));
        Assert.True(Assert.IsType<JobAck>(await agent.Session.ReadRemarkAsync()).Accepted);
        var stopping = agent.StopAsync();

        await agent.Session.SendAsync(Dispatch(2, "echo", "1"));

        Assert.False(Assert.IsType<JobAck>(await agent.Session.ReadRemarkAsync()).Accepted);
        Assert.Equal(FailureReasons.AgentStopped, (await NextAsync<JobFailure>(agent)).Failure.Reason);
        Assert.Equal(FailureReasons.AgentStopped, (await NextAsync<JobFailure>(agent)).Failure.Reason);
        await stopping;
    }

    [Fact]
    public async Task A_run_whose_lease_is_lost_is_stopped()
    {
        await using var agent = await AgentUnderTest.StartAsync(script: Sleeper);
        agent.Session.AcknowledgesAll = false;
        await agent.Session.SendAsync(Dispatch(1, "custom", "600"));
        Assert.Equal(1, (await NextAsync<JobStatus>(agent)).Run.Task);

        var refusal = new MessageRefusal(0, "lease-lost", "This attempt is no longer this node's.");
        await agent.Session.SendAsync(new EnvelopeAck(agent.Session.Counter, [refusal]));

        await Wait.UntilAsync(() => agent.Log.Has("was cancelled: lease-lost"), "the run stopped");
        await agent.StopAsync();
    }

    [Fact]
    public async Task A_renewed_token_reaches_the_settings()
    {
        await using var agent = await AgentUnderTest.StartAsync();
        var (relay, account) = (agent.Relay, new AccountId(Guid.NewGuid()));
        agent.Home.WriteSettings(new NodeSettings(
            relay.Origin, relay.NodeId, relay.Network, account, "n", ["echo"], "old"));

        await agent.Session.SendAsync(new TokenRenewed("new"));

        await Wait.UntilAsync(() => agent.Home.ReadSettings()!.Token == "new", "the token written");
    }

    [Fact]
    public async Task The_newest_head_is_kept_and_a_journal_that_went_back_is_an_alarm()
    {
        await using var agent = await AgentUnderTest.StartAsync();
        await agent.Session.SendAsync(new HeartbeatPong(TestSession.HeadAt(agent.Relay.Network, 7).ToString()));
        await Wait.UntilAsync(() => agent.Home.ReadHead()?.Sequence == 7, "the head written");

        await agent.Session.SendAsync(new HeartbeatPong(TestSession.HeadAt(agent.Relay.Network, 6).ToString()));
        await Wait.UntilAsync(() => agent.Log.Has("went back from entry 7 to 6"), "the alarm");
        Assert.Equal(7, agent.Home.ReadHead()!.Sequence);

        await agent.Session.SendAsync(new HeartbeatPong(TestSession.HeadAt(Guid.NewGuid(), 99).ToString()));
        await agent.Session.SendAsync(new HeartbeatPong(TestSession.HeadAt(agent.Relay.Network, 8).ToString()));
        await Wait.UntilAsync(() => agent.Home.ReadHead()?.Sequence == 8, "the next head written");
    }
}
