using Heliostat.Client;
using Heliostat.Client.Calls;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Rendering;

public sealed class CheatTests
{
    private const int Frames = 8;
    private const int SecondsMax = 240;

    [Fact]
    public async Task A_node_that_renders_at_half_the_samples_is_caught_and_its_frames_are_done_again()
    {
        await using var network = await TestNetwork.StartAsync(3, node =>
        {
            if (node.Name == "node-2")
            {
                node.Variables["HELIOSTAT_BLENDER"] = Places.Asset("half-samples-blender");
                node.Variables["NODE_DUTIES"] = "worker";
            }
        });
        var cheat = network.Nodes.Single(node => node.Name == "node-2");
        var scene = await Scenes.MakeAsync(network.Under("scenes"), "small");
        var frames = network.Under("frames");

        var run = await network.HeliostatAsync(
            "job", "submit", scene, "--frames", $"1-{Frames}", "--chunk", "1", "--output", frames);

        run.Succeeded();
        var jobs = await network.Consumer.Jobs.ListAsync(new JobListQuery(), CancellationToken.None);
        var job = await network.EndAsync(jobs.Data.Single().Uuid, SecondsMax);
        Counts.Renders(Frames + job.Units.Rejected);
        Assert.Equal(JobStatuses.Completed, job.Status);
        Assert.True(job.Units.Rejected > 0, "The cheat was never caught.");
        var units = await network.Consumer.Jobs.AllUnitsAsync(job.Uuid).ToListAsync();
        Assert.DoesNotContain(units, unit => unit.Status == "ACCEPTED" && unit.NodeUuid == cheat.Id);
        var bare = network.Under("bare");
        await Scenes.RenderBareAsync(scene, bare, 1, Frames);
        await Scenes.AssertSamePixelsAsync(bare, frames, Frames);
    }
}
