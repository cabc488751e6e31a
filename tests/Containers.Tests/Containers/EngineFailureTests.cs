using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Containers;

namespace Heliostat.Containers.Tests.Containers;

/// <summary>Engines that are not there, stop, or hang.</summary>
public sealed class EngineFailureTests
{
    private const int SignalKill = 9;
    private const int SignalStop = 19;
    private const int SignalContinue = 18;

    private static readonly EngineLimits Impatient = new() { BeatSeconds = 1, BeatAnswerSecondsMax = 5 };

    [Fact]
    public async Task Where_nobody_listens_no_engine_is_reached()
    {
        var error = await Assert.ThrowsAsync<EngineException>(
            () => EngineClient.ConnectAsync("/nowhere/engine.sock", EngineLimits.Usual));

        Assert.Equal(EngineCodes.Unreachable, error.Code);
        Assert.Contains("/nowhere/engine.sock", error.Message);
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task An_engine_that_is_killed_ends_a_wait_and_a_log(string kind)
    {
        await using var engine = await PrivateEngine.StartAsync(Enum.Parse<EngineKind>(kind), Impatient);
        var (id, watching) = await StartAsync(engine);
        await using var log = engine.Client.Containers.ReadLog(id, follow: true, 1000);
        Assert.Equal("here\n"u8.ToArray(), (await log.ReadAsync())!.Bytes.ToArray());
        var reading = log.ReadAsync();

        engine.Process.Signal(SignalKill);

        var waited = await Assert.ThrowsAsync<EngineException>(() => watching);
        var read = await Assert.ThrowsAsync<EngineException>(() => reading);
        var after = await Assert.ThrowsAsync<EngineException>(() => engine.Client.PingAsync());
        Assert.Contains(waited.Code, new[] { EngineCodes.Gone, EngineCodes.Unreachable });
        Assert.Contains(read.Code, new[] { EngineCodes.Gone, EngineCodes.Unreachable });
        Assert.Equal(EngineCodes.Unreachable, after.Code);
    }

    [Fact]
    public async Task An_engine_that_hangs_ends_a_wait()
    {
        await using var engine = await PrivateEngine.StartAsync(EngineKind.Docker, Impatient);
        var (_, watching) = await StartAsync(engine);

        engine.Process.Signal(SignalStop);
        try
        {
            Assert.Equal(EngineCodes.Silent, (await Assert.ThrowsAsync<EngineException>(() => watching)).Code);
        }
        finally
        {
            engine.Process.Signal(SignalContinue);
        }
    }

    private static async Task<(string Id, Task<ContainerEnd> Watching)> StartAsync(PrivateEngine engine)
    {
        var id = await engine.Client.Containers.CreateAsync(Some.Script("echo here; sleep 600"));
        await engine.Client.Containers.StartAsync(id);
        return (id, new ContainerWatch(engine.Client.Containers, id).EndAsync(TimeSpan.FromSeconds(600)));
    }
}
