using System.Text.Json;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Jobs;

namespace Heliostat.EndToEnd.Tests.Hostile;

/// <summary>Disks that are full.</summary>
public sealed class FullDiskTests
{
    private const int DiskMegabytes = 48;
    private const int Frames = 6;
    private const int JobSecondsMax = 240;

    [Fact]
    public async Task A_node_whose_disk_is_full_fails_its_runs_and_others_do_them()
    {
        var table = new SecurityTable("A full disk under a node");
        await using var network = await TestNetwork.StartAsync(2);
        await using var disk = await SmallDisk.MountAsync(network.Under("nodes", "full"), DiskMegabytes);
        var full = await network.RegisterAsync("full");
        network.Start(full);
        await network.HealthyAsync();
        var scene = await Scenes.MakeAsync(network.Under("scenes"), "small");

        var run = await network.HeliostatAsync(
            "job", "submit", scene, "--frames", $"1-{Frames}", "--chunk", "1", "--json");
        using var submitted = JsonDocument.Parse(run.Succeeded().Output);
        var job = await network.EndAsync(submitted.RootElement.GetProperty("uuid").GetGuid(), JobSecondsMax);

        Counts.Renders(Frames);
        Assert.Equal((JobStatuses.Completed, Frames), (job.Status, job.Units.Accepted));
        var runs = await network.Consumer.Jobs.AllRunsAsync(job.Uuid).Where(one => one.NodeUuid == full.Id)
            .ToListAsync();
        Assert.NotEmpty(runs);
        Assert.All(runs, one => Assert.Contains(FailureReasons.DiskFull, one.StatusReason, StringComparison.Ordinal));
        table.Add(
            "a node without room for the scene",
            $"its runs fail: `{FailureReasons.DiskFull}`, a fault of its own; others render every frame");
        await full.Process!.StopAsync();
        await network.RetireAsync(full);
        table.Check();
    }
}
