using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Disks;
using Heliostat.Node.Engines.Orders;

namespace Heliostat.Containers.Tests.Disks;

/// <summary>Folders that can hold so much and no more.</summary>
public sealed class SizedDiskTests(EngineRoom room)
{
    private const long DiskBytes = 16L << 20;

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_container_can_fill_its_output_and_nothing_more(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        var place = Path.Combine(engine.MountRoot, $"{Guid.NewGuid():N}");
        await using var disk = await SizedDisk.CreateAsync(place, DiskBytes, ContainerOrder.UserUsual);
        const string script = """
            echo kept > /output/small
            i=0; while true 2>/dev/null > /output/f$i && [ $i -lt 100000 ]; do i=$((i+1)); done
            echo files $i
            dd if=/dev/zero of=/output/big bs=1M count=64 2>/dev/null || dd if=/dev/zero of=/output/f0 bs=1M count=64
            echo x > /input/x || echo readonly; exit 0
            """;
        var order = Some.Script(script) with
        {
            MountRoot = engine.MountRoot,
            Mounts = [new ContainerMount(disk.Folder, "/output", true), new ContainerMount(disk.Folder, "/input")],
        };

        var (end, output) = await Some.RunAsync(engine, order);

        Assert.Equal(0, end.Code);
        Assert.Contains("No space left on device", output);
        Assert.Contains("readonly", output);
        Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(disk.Folder, "small")));
        var files = Directory.EnumerateFiles(disk.Folder).Select(file => new FileInfo(file)).ToList();
        Assert.InRange(files.Count, 2, DiskBytes / 4096);
        Assert.InRange(files.Sum(file => file.Length), 1 << 20, DiskBytes);
        Assert.Equal(ContainerOrder.UserUsual, await OwnerAsync(disk.Folder));
    }

    [Fact]
    public async Task A_disk_that_an_agent_left_is_taken_away_by_the_next()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        var root = Path.Combine(engine.MountRoot, $"{Guid.NewGuid():N}");
        var left = await SizedDisk.CreateAsync(Path.Combine(root, "a"), DiskBytes, ContainerOrder.UserUsual);

        Assert.Equal(1, await SizedDisk.RemoveLeftAsync(root));

        Assert.False(Directory.Exists(left.Folder));
        Assert.Equal(0, await SizedDisk.RemoveLeftAsync(root));
    }

    [Fact]
    public async Task A_disk_that_has_no_room_is_not_made()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        var place = Path.Combine(engine.MountRoot, $"{Guid.NewGuid():N}");

        var error = await Assert.ThrowsAsync<EngineException>(
            () => SizedDisk.CreateAsync(place, 1L << 50, ContainerOrder.UserUsual));

        Assert.Equal(EngineCodes.DiskFailed, error.Code);
        Assert.False(Directory.Exists(place));
    }

    private static async Task<int> OwnerAsync(string folder) =>
        int.Parse(await OwnProcess.RunAsync("stat", "--format=%u", folder));
}
