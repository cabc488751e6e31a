using Heliostat.Client;
using Heliostat.Client.Pictures;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.EndToEnd.Tests.Rendering;

/// <summary>
/// A worker and a verifier that cheat together at the regions of a frame, and a consumer who sees it.
/// </summary>
public sealed class StitchedClaimTests
{
    private const int NodesCount = 6;
    private const int SecondsMax = 240;

    private static readonly string[] Cheats = ["node-1", "node-2"];

    [Fact]
    public async Task A_claim_about_a_frame_in_regions_finds_the_bad_ones_and_frame_and_video_are_made_again()
    {
        await using var network = await TestNetwork.StartAsync(2, Cheat);
        var scene = await Scenes.MakeAsync(network.Under("scenes"), "small");
        (await network.HeliostatAsync(
            "job", "submit", scene, "--frames", "1-2", "--tiles", "2x1", "--encode", "mp4")).Succeeded();
        var id = (await network.Consumer.Jobs.ListAsync(new(), CancellationToken.None)).Data.Single().Uuid;
        await network.EndAsync(id, SecondsMax);
        var before = await VideoAsync(network, id);

        await ClaimAsync(network, id);
        for (var number = Cheats.Length + 1; number <= NodesCount; number++)
        {
            network.Start(await network.RegisterAsync($"node-{number}"));
        }

        await network.HealthyAsync();
        var upheld = await VerdictsAsync(network, id, 3);
        Assert.Equal([0, 1, null], upheld.Select(claim => claim.Region));
        Assert.All(upheld.Take(2), claim => Assert.Equal(
            ("UPHELD", true, "node-1"), (claim.Status, claim.IsProven, claim.Worker.NodeName)));

        // The bad regions were put together well. That may be found before it does not matter any more.
        Assert.False(upheld[2].IsProven);

        // The two that cheat are sent home, so that honest nodes render the regions again and check them.
        foreach (var cheat in network.Nodes.Where(node => Cheats.Contains(node.Name)).ToList())
        {
            (await ToolRun.HeliostatAsync(
                "node", "drain", $"{cheat.Id}", "--key-file", cheat.OperatorKeyFile)).Succeeded();
        }

        Assert.Equal(JobStatuses.Completed, (await network.EndAsync(id, SecondsMax)).Status);
        Assert.NotEqual(before, await VideoAsync(network, id));
        await AssertFrameAsync(network, id, scene);

        await ClaimAsync(network, id);
        Assert.All((await VerdictsAsync(network, id, 6)).Skip(3), claim => Assert.Equal("REFUSED", claim.Status));
        await AssertPicturesAsync(network, id);
        Counts.Renders(2);
    }

    private static void Cheat(TestNode node)
    {
        node.Variables["HELIOSTAT_BLENDER"] = Places.Asset("half-samples-blender");
        node.Variables["NODE_DUTIES"] = node.Name == "node-1" ? "worker" : "verifier";
    }

    private static async Task ClaimAsync(TestNetwork network, Guid job)
    {
        var run = await network.HeliostatAsync("job", "claim", $"{job}", "--frames", "1", "--reason", "noisy");
        Assert.Contains("3 claims opened", run.Succeeded().Output);
    }

    private static async Task<List<ClaimResource>> VerdictsAsync(TestNetwork network, Guid job, int count)
    {
        List<ClaimResource> claims = [];
        await network.WaitAsync(SecondsMax, $"{count} claims are decided", async () =>
        {
            claims = await network.Consumer.Jobs.AllClaimsAsync(job).ToListAsync();
            return claims.Count == count && claims.All(claim => claim.DecidedAt is not null);
        });
        return [.. claims.OrderBy(claim => claim.Number)];
    }

    private static async Task<string> VideoAsync(TestNetwork network, Guid job)
    {
        var units = await network.Consumer.Jobs.AllUnitsAsync(job).ToListAsync();
        return units.Single(unit => unit.Step == StepKind.Encode).FileHash!;
    }

    private static async Task AssertFrameAsync(TestNetwork network, Guid job, string scene)
    {
        var (frames, bare) = (network.Under("frames"), network.Under("bare"));
        (await network.HeliostatAsync("job", "download", $"{job}", "--output", frames)).Succeeded();
        await Scenes.RenderBareAsync(scene, bare, 1, 1);

        // Nobody claimed the other frame, which is bad still.
        File.Delete(Path.Combine(frames, "frame_0002.png"));
        File.Delete(Path.Combine(frames, "video.mp4"));
        await Scenes.AssertSamePixelsAsync(bare, frames, 1);
    }

    private static async Task AssertPicturesAsync(TestNetwork network, Guid job)
    {
        var pictures = network.Under("claims");
        (await network.HeliostatAsync("job", "claims", $"{job}", "--output", pictures)).Succeeded();
        var names = Directory.GetFiles(pictures).Select(Path.GetFileName).ToList();
        foreach (var start in (string[])[
            "claim_1_frame_0001_region_0_verifier_1.png", "claim_1_frame_0001_region_0_worker.exr",
            "claim_2_frame_0001_region_1_verifier_2.png", "claim_3_frame_0001_worker.png",
            "claim_6_frame_0001_verifier_2.png"])
        {
            Assert.Contains(start, names);
        }

        // A bad region differs, so that it is amplified by less than can be; an honest one is black.
        foreach (var number in (int[])[1, 2, 4, 5, 6])
        {
            Assert.Single(Directory.GetFiles(pictures, $"claim_{number}_*_side_by_side_x*.png"));
        }

        foreach (var number in (int[])[4, 5, 6])
        {
            var path = Directory.GetFiles(pictures, $"claim_{number}_*_difference_x1.png").Single();
            var difference = await File.ReadAllBytesAsync(path);
            Assert.True(PngReader.TryRead(difference, out var read));
            Assert.DoesNotContain(read!.Pixels.Where((_, at) => at % Picture.BytesPerPixel < 3), value => value > 0);
        }
    }
}
