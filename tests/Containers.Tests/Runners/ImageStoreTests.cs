using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Containers.Tests.Runners;

/// <summary>Images that agents fetch for jobs, keep, and remove.</summary>
public sealed class ImageStoreTests(EngineRoom room)
{
    private const int Megabyte = 1 << 20;

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task Only_the_right_login_gets_an_image(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: true);
        var image = await registry.FillAsync(engine, "locked", 1000);
        await using var agent = await ContainerAgent.StartAsync(engine);
        var good = Dispatched.Script(image, "true").With(wanted => wanted with
        {
            User = PrivateRegistry.User,
            Secret = PrivateRegistry.Password,
        });
        var wrong = (good with { Run = Some.Run() }).With(wanted => wanted with { Secret = "wrong-4712" });
        var nobody = Dispatched.Script(image, "true");
        var unknown = (good with { Run = Some.Run() }).With(wanted => wanted with { Tag = "no-such" });

        // The image is here after the first; the registry is asked for each job all the same.
        await agent.DispatchAsync(good);
        Assert.IsType<JobResult>((await agent.EndsAsync(1))[good.Run]);
        await agent.DispatchAsync(wrong, nobody, unknown);
        var ends = await agent.EndsAsync(3);

        Assert.Equal(FailureReasons.ImageLoginRefused, Reason(ends[wrong.Run]));
        Assert.Equal(FailureReasons.ImageNotFound, Reason(ends[nobody.Run]));
        Assert.Equal(FailureReasons.ImageNotFound, Reason(ends[unknown.Run]));
        Assert.DoesNotContain(
            agent.Log.Lines, line => line.Contains(PrivateRegistry.Password) || line.Contains("wrong-4712"));
    }

    [Fact]
    public async Task What_was_not_used_for_longest_makes_room_and_what_is_in_use_stays()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var used = await registry.FillAsync(engine, "used", 2 * Megabyte);
        var old = await registry.FillAsync(engine, "old", 2 * Megabyte);
        var next = await registry.FillAsync(engine, "next", 2 * Megabyte);
        var large = await registry.FillAsync(engine, "large", 14 * Megabyte);
        await using var agent = await ContainerAgent.StartAsync(
            engine, setup => setup with { ImageBytesMax = 10 * Megabyte });
        var stays = Dispatched.Script(used, "trap 'exit 0' TERM; while :; do sleep 0.1; done").Persistent();
        await agent.DispatchAsync(stays);
        _ = await agent.ReadAsync<JobStatus>();

        foreach (var image in new[] { old, next })
        {
            var order = Dispatched.Script(image, "true");
            await agent.DispatchAsync(order);
            Assert.IsType<JobResult>((await agent.EndsAsync(1))[order.Run]);
        }

        var tooLarge = Dispatched.Script(large, "true");
        await agent.DispatchAsync(tooLarge);
        var end = (await agent.EndsAsync(1))[tooLarge.Run];

        Assert.Equal(FailureReasons.ImageTooLarge, Reason(end));
        var here = (await engine.Client.Images.ListAsync()).SelectMany(image => image.RepoTags ?? []).ToList();
        Assert.Contains(used.ToString(), here);
        Assert.Contains(SmallImage.Name.ToString(), here);
        Assert.DoesNotContain(old.ToString(), here);
        Assert.DoesNotContain(large.ToString(), here);
        await agent.StopAsync(stays.Run);
        await agent.NothingLeftAsync();
    }

    [Fact]
    public async Task What_a_name_meant_before_does_not_stay_for_ever()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "moved", 2 * Megabyte);
        await using var agent = await ContainerAgent.StartAsync(
            engine, setup => setup with { ImageBytesMax = 6 * Megabyte });
        var order = Dispatched.Script(image, "wc -c < /chance");
        await agent.DispatchAsync(order);
        Assert.IsType<JobResult>((await agent.EndsAsync(1))[order.Run]);
        var before = (await engine.Client.Images.InspectAsync(image.ToString())).Id!;

        // Somebody pushes another image by this name, and the engine still has the one from before.
        _ = await registry.FillAsync(engine, "moved", 3 * Megabyte);
        using (var connection = new EngineConnection(engine.SocketPath, EngineLimits.Usual) { Prefix = "v1.41/" })
        {
            await connection.DoAsync(
                EngineRequest.Post($"images/{before}/tag?repo={image.Name}&tag={image.Version}"));
        }

        var next = order with { Run = Some.Run() };
        await agent.DispatchAsync(next);
        Assert.IsType<JobResult>((await agent.EndsAsync(1))[next.Run]);

        await agent.PrintedAsync(next.Run, $"{3 * Megabyte}");
        Assert.DoesNotContain(await engine.Client.Images.ListAsync(), one => one.Id == before);
    }

    [Fact]
    public async Task A_registry_that_hangs_ends_with_the_start_time()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        await using var registry = await PrivateRegistry.StartAsync(engine, withLogin: false);
        var image = await registry.FillAsync(engine, "slow", 1000);
        await using var agent = await ContainerAgent.StartAsync(engine);
        var order = Dispatched.Script(image, "true");
        registry.Hang(true);

        await agent.DispatchAsync(order with { Container = order.Container! with { StartTimeoutMs = 1000 } });
        var end = (await agent.EndsAsync(1))[order.Run];
        registry.Hang(false);

        Assert.Equal(FailureReasons.StartTimedOut, Reason(end));
        await agent.NothingLeftAsync();
    }

    private static string Reason(NodeMessage end) => Assert.IsType<JobFailure>(end).Failure.Reason;
}
