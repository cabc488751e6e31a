using System.Text;
using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Streams;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Containers.Tests.Runners;

/// <summary>Containers that run until they are stopped, through restarts of their agent.</summary>
public sealed class PersistentTests(EngineRoom room)
{
    private const int Port = 8022;

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task The_next_agent_goes_on_with_the_container_and_its_log(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "service", 1000);
        await using var agent = await ContainerAgent.StartAsync(engine);
        var order = Dispatched.Script(
            image, $"trap 'exit 0' TERM; nc -ll -p {Port} -e cat & echo before; i=0; "
            + "while :; do sleep 0.2; i=$((i+1)); echo line $i; done")
            .Persistent().With(wanted => wanted with { Ports = [Port] });
        var batch = Dispatched.Script(image, "trap 'exit 0' TERM; while :; do sleep 0.1; done");
        await agent.DispatchAsync(order, batch);
        _ = await agent.ReadAsync<JobStatus>();
        _ = await agent.ReadAsync<JobStatus>();
        await agent.PrintedAsync(order.Run, "line 1\n");

        await agent.StopAsync();
        var stopped = Assert.IsType<JobFailure>((await agent.EndsAsync(1))[batch.Run]);
        _ = agent.TextOf(order.Run);
        Assert.Equal(1, await agent.CountAsync());
        await agent.LeaveAsync();
        await agent.StartAgainAsync();

        Assert.Equal(FailureReasons.AgentStopped, stopped.Failure.Reason);
        Assert.Equal([order.Run], agent.Hello.Runs);
        Assert.Equal(1, await agent.CountAsync());
        Assert.Equal(order.Run, (await agent.ReadAsync<JobStatus>()).Run);
        await agent.DispatchAsync(order);
        var last = agent.TextOf(order.Run).Split('\n').Length;
        await agent.PrintedAsync(order.Run, $"line {last + 3}\n");
        // No line is missing, and none came twice.
        var lines = agent.TextOf(order.Run).Split('\n');
        Assert.Equal(
            Enumerable.Range(1, lines.Length - 2).Select(i => $"line {i}").Prepend("before"), lines[..^1]);
        Assert.Equal("hello", await EchoAsync(agent, order));
        await agent.StopAsync(order.Run);
        await agent.NothingLeftAsync();
    }

    [Fact]
    public async Task Only_listed_ports_of_what_runs_are_reached()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "ports", 1000);
        await using var agent = await ContainerAgent.StartAsync(engine);
        // It has no network but loopback: no route, and no address but that.
        var order = Dispatched.Script(
            image, $"trap 'exit 0' TERM; ip route; ip -o addr; "
            + $"while :; do nc -l -p {Port} -e cat; done & echo ready; while :; do sleep 0.1; done")
            .Persistent().With(wanted => wanted with { Ports = [Port, Port + 1] });

        await agent.DispatchAsync(order);
        _ = await agent.ReadAsync<JobStatus>();
        await agent.PrintedAsync(order.Run, "ready");

        Assert.DoesNotContain("default", agent.TextOf(order.Run));
        Assert.DoesNotContain("eth0", agent.TextOf(order.Run));
        Assert.Equal("hello", await EchoAsync(agent, order));
        Assert.Equal("port-not-listed", await RefusalAsync(agent, order.Run, 22));
        Assert.Equal("port-refused", await RefusalAsync(agent, order.Run, Port + 1));
        Assert.Equal("run-unknown", await RefusalAsync(agent, Some.Run(), Port));
        await agent.StopAsync(order.Run);
        await agent.NothingLeftAsync();
    }

    private static async Task<string> RefusalAsync(ContainerAgent agent, Protocol.Values.RunId run, int port) =>
        (await Assert.ThrowsAsync<StreamException>(() => agent.Ports.ConnectAsync(run, port, default).AsTask())).Code;

    // What listens in the container may need a moment.
    private static async Task<string> EchoAsync(ContainerAgent agent, JobDispatch order)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var stream = await agent.Ports.ConnectAsync(order.Run, Port, default);
                await stream.WriteAsync("hello"u8.ToArray());
                var answer = new byte[5];
                await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(ContainerAgent.Patience);
                return Encoding.UTF8.GetString(answer);
            }
            catch (StreamException error) when (error.Code == "port-refused" && attempt < 200)
            {
                await Task.Delay(50);
            }
        }
    }
}
