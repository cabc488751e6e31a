using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Containers;
using Heliostat.Node.Engines.Networks;
using Heliostat.Node.Engines.Orders;
using Heliostat.Protocol.Values;

namespace Heliostat.Containers.Tests.Containers;

/// <summary>What an agent left when it died.</summary>
public sealed class OrphanTests(EngineRoom room)
{
    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task Only_the_node_s_own_and_dead_are_removed(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        var node = new NodeId(Guid.NewGuid());
        var living = Of(node);
        var dead = Of(node);
        var other = Of(new NodeId(Guid.NewGuid()));
        foreach (var order in new[] { living, dead, other })
        {
            await engine.Client.Networks.CreateAsync(order.Egress!, order.Labels);
            await engine.Client.Containers.StartAsync(await engine.Client.Containers.CreateAsync(order));
        }

        var removed = await Orphans.RemoveAsync(engine.Client, node, [living.Labels.Run]);

        Assert.Equal(2, removed);
        var left = Assert.Single(await engine.Client.Containers.ListAsync(ContainerLabels.OfNode(node)));
        Assert.Equal((true, living.Labels.Run), (left.IsRunning, left.Run));
        Assert.Single(await engine.Client.Containers.ListAsync(ContainerLabels.OfRun(other.Labels.Run)));
        Assert.Single(await engine.Client.Networks.ListAsync(ContainerLabels.OfNode(node)));
        Assert.Equal(2, await Orphans.RemoveAsync(engine.Client, node, []));
        Assert.Equal(2, await Orphans.RemoveAsync(engine.Client, other.Labels.Node, []));
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task The_end_of_a_container_is_an_event(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        var order = Some.Script("sleep 600");
        var id = await engine.Client.Containers.CreateAsync(order);
        await engine.Client.Containers.StartAsync(id);
        using var stop = new CancellationTokenSource();
        var events = engine.Client.FollowEventsAsync(ContainerLabels.OfRun(order.Labels.Run), stop.Token)
            .GetAsyncEnumerator();
        var next = events.MoveNextAsync().AsTask();
        // Only what happens from now on is told, and nobody says when the engine begins to listen.
        for (var i = 0; i < 100 && !next.IsCompleted; i++)
        {
            await engine.Client.Containers.StopAsync(id, graceSeconds: 0);
            await Task.WhenAny(next, Task.Delay(100));
            if (!next.IsCompleted)
            {
                await engine.Client.Containers.StartAsync(id);
            }
        }

        while (await next.WaitAsync(TimeSpan.FromSeconds(60)) && !events.Current.IsEnd)
        {
            next = events.MoveNextAsync().AsTask();
        }

        Assert.Equal(id, events.Current.ContainerId);
        await stop.CancelAsync();
        await events.DisposeAsync();
        Assert.True(await engine.Client.Containers.RemoveAsync(id));
    }

    private static ContainerOrder Of(NodeId node)
    {
        var order = Some.Script("sleep 600");
        return order with
        {
            Labels = order.Labels with { Node = node },
            Egress = EgressNetwork.Of(order.Labels.Run, ["9.9.9.9"]),
        };
    }
}
