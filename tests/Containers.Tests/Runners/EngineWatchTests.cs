using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Networks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Containers.Tests.Runners;

/// <summary>Engines that are not there, go, and come back, as a whole agent lives with them.</summary>
public sealed class EngineWatchTests(EngineRoom room)
{
    [Fact]
    public async Task An_engine_that_is_killed_fails_its_runs_and_is_used_again_when_it_is_back()
    {
        await using var engine = await PrivateEngine.StartAsync(EngineKind.Docker);
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "lives", 1000);
        await using var agent = await ContainerAgent.StartAsync(engine);
        var runs = Dispatched.Script(image, "sleep 600").With(wanted => wanted with
        {
            Network = ContainerNetwork.Egress,
        });
        var pulls = Dispatched.Script(image, "true");
        await agent.DispatchAsync(runs);
        _ = await agent.ReadAsync<JobStatus>();
        registry.Hang(true);
        await agent.DispatchAsync(pulls);

        await engine.KillAsync();
        var ends = await agent.EndsAsync(2);
        await agent.OffersAsync(containers: false);
        var without = agent.Hello.Facts.Capabilities;
        registry.Hang(false);
        await engine.ReviveAsync();
        await agent.OffersAsync(containers: true);

        foreach (var end in ends.Values)
        {
            var failure = Assert.IsType<JobFailure>(end).Failure;
            Assert.Equal((FailureReasons.EngineFailed, FaultSide.Node), (failure.Reason, failure.Side));
        }

        Assert.Equal(["echo"], without);
        Assert.Equal(["echo", NodeCapability.Docker], agent.Hello.Facts.Capabilities);
        await agent.NothingLeftAsync();
        var after = Dispatched.Script(image, "true");
        await agent.DispatchAsync(after);
        Assert.IsType<JobResult>((await agent.EndsAsync(1))[after.Run]);
        await agent.NothingLeftAsync();
    }

    [Fact]
    public async Task Without_an_engine_or_what_it_needs_no_containers_are_offered()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        await using var nowhere = await ContainerAgent.StartAsync(
            engine, setup => setup with { EnginePath = "/nowhere/engine.sock" });
        await using var open = await ContainerAgent.StartAsync(
            engine, setup => setup with { Firewall = new EgressFirewall(["no-such-nft"]) });
        var order = Dispatched.Script(SmallImage.Name, "true");

        await nowhere.DispatchAsync(order);
        var failure = Assert.IsType<JobFailure>((await nowhere.EndsAsync(1))[order.Run]).Failure;

        Assert.Equal(["echo"], nowhere.Hello.Facts.Capabilities);
        Assert.Equal(["echo"], open.Hello.Facts.Capabilities);
        Assert.Equal((FailureReasons.EngineFailed, FaultSide.Node), (failure.Reason, failure.Side));
        Assert.True(nowhere.Log.Has("does not offer 'docker': No container engine answers at /nowhere/engine.sock"));
        Assert.True(open.Log.Has("install nftables"));
    }
}
