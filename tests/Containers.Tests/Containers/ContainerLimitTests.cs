using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Containers;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Sandbox;

namespace Heliostat.Containers.Tests.Containers;

/// <summary>What programs in containers try, and where it ends.</summary>
public sealed class ContainerLimitTests(EngineRoom room)
{
    private const int KillSignal = 9;

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_program_that_wants_too_much_memory_is_killed(string kind)
    {
        var engine = await EngineAsync(kind);

        var (end, output) = await Some.RunAsync(
            engine, Some.Script("x=$(head -c 300000000 /dev/zero | tr '\\0' a); echo ${#x}"));

        Assert.Equal("", output);
        // On control groups of version 1 Podman never says why it was killed, and Docker now and then does not.
        var mayBeUntold = engine.Client.Description.ControlGroupVersion == 1;
        Assert.True(
            end.Kind == EndKind.OutOfMemory || (mayBeUntold && (end.Kind, end.Code) == (EndKind.Signal, KillSignal)),
            $"{end}");
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_fork_bomb_stays_within_its_number_of_processes(string kind)
    {
        var engine = await EngineAsync(kind);
        var order = Some.Script("i=0; while [ $i -lt 200 ]; do sleep 600 & i=$((i+1)); done; echo all");
        var id = await engine.Client.Containers.CreateAsync(order);
        await engine.Client.Containers.StartAsync(id);

        var end = await new ContainerWatch(engine.Client.Containers, id).EndAsync(TimeSpan.FromSeconds(60));
        var text = await LogAsync(engine, id);

        Assert.NotEqual(0, end.Code);
        Assert.Contains("can't fork", text);
        Assert.DoesNotContain("all", text);
        Assert.True(await engine.Client.Containers.RemoveAsync(id));
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task Nothing_can_be_written_but_the_sized_tmp(string kind)
    {
        var engine = await EngineAsync(kind);
        const string script = """
            for place in / /bin /etc /output /proc/sys/kernel /sys/kernel /dev; do
              echo x 2>/dev/null > $place/x && echo wrote $place
            done
            dd if=/dev/zero of=/tmp/big bs=1M count=64 2>/dev/null
            wc -c < /tmp/big
            """;

        var (end, output) = await Some.RunAsync(engine, Some.Script(script));

        Assert.Equal(EndKind.Exited, end.Kind);
        Assert.Equal($"{8 << 20}\n", output);
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_volume_that_an_image_wants_is_sized_too(string kind)
    {
        var engine = await EngineAsync(kind);
        var image = ImageReference.Parse("localhost/greedy:1");
        await using var tar = SmallImage.Tar();
        await engine.Client.Images.ImportAsync(image, tar, "VOLUME /data");
        Assert.Equal(["/data"], (await engine.Client.Images.InspectAsync(image.ToString())).VolumePlaces);
        var order = Some.Script("dd if=/dev/zero of=/data/big bs=1M count=64 2>/dev/null; wc -c < /data/big");

        var (_, output) = await Some.RunAsync(engine, order with { Image = image });

        Assert.Equal($"{8 << 20}\n", output);
        Assert.True(await engine.Client.Images.RemoveAsync(image.ToString()));
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_million_files_in_tmp_come_to_an_end(string kind)
    {
        var engine = await EngineAsync(kind);
        var order = Some.Script("i=0; while true > /tmp/$i; do i=$((i+1)); done; echo stopped");
        order = order with { MemoryBytes = 24L << 20, TemporaryBytes = 4L << 20 };

        var (end, _) = await Some.RunAsync(engine, order);

        // Docker counts the files; with Podman the memory that they take is over first.
        Assert.True(end.Kind is EndKind.Exited or EndKind.OutOfMemory or EndKind.Signal, $"{end}");
        Assert.NotEqual(EndKind.TimedOut, end.Kind);
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_stranger_has_no_rights_and_no_network(string kind)
    {
        var engine = await EngineAsync(kind);

        var (_, output) = await Some.RunAsync(engine, Some.Script(
            "id -u; grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; ls /sys/class/net"));

        var lines = output.ReplaceLineEndings(" ").Replace('\t', ' ');
        Assert.Equal("65534 CapEff: 0000000000000000 CapBnd: 0000000000000000 NoNewPrivs: 1 Seccomp: 2 lo ", lines);
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task Cpu_time_and_memory_are_measured(string kind)
    {
        var engine = await EngineAsync(kind);
        var id = await engine.Client.Containers.CreateAsync(
            Some.Script("head -c 4000000 /dev/zero > /tmp/x; echo ready; sleep 600"));
        await engine.Client.Containers.StartAsync(id);
        await using (var log = engine.Client.Containers.ReadLog(id, follow: true, 100))
        {
            Assert.NotNull(await log.ReadAsync());
        }

        var use = await engine.Client.Containers.MeasureAsync(id);

        Assert.InRange(use.MemoryPeakBytes, 4_000_000, 64L << 20);
        Assert.InRange(use.CpuNanoseconds, 1, long.MaxValue);
        Assert.InRange(use.Processes, 1, 32);
        Assert.True(await engine.Client.Containers.RemoveAsync(id));
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_program_that_is_not_in_the_image_is_told_as_such(string kind)
    {
        var engine = await EngineAsync(kind);
        var order = Some.Script("") with { Command = ["no-such-program"] };
        var id = await engine.Client.Containers.CreateAsync(order);

        var twice = await Assert.ThrowsAsync<EngineException>(() => engine.Client.Containers.CreateAsync(order));
        var start = await Assert.ThrowsAsync<EngineException>(() => engine.Client.Containers.StartAsync(id));
        var kill = await Assert.ThrowsAsync<EngineException>(() => engine.Client.Containers.KillAsync(id));
        Assert.True(await engine.Client.Containers.RemoveAsync(id));
        var gone = await Assert.ThrowsAsync<EngineException>(() => engine.Client.Containers.InspectAsync(id));

        Assert.Equal(
            [EngineCodes.NameTaken, EngineCodes.CommandUnknown, EngineCodes.ContainerNotRunning,
                EngineCodes.ContainerUnknown],
            new[] { twice, start, kill, gone }.Select(error => error.Code));
        Assert.False(await engine.Client.Containers.RemoveAsync(id));
    }

    private static async Task<string> LogAsync(PrivateEngine engine, string id)
    {
        await using var log = engine.Client.Containers.ReadLog(id, follow: false, 1 << 20);
        return await Some.TextAsync(log);
    }

    private Task<PrivateEngine> EngineAsync(string kind) => room.EngineAsync(Enum.Parse<EngineKind>(kind));
}
