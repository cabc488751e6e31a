using System.Text.Json;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.EndToEnd.Tests.Rendering;

/// <summary>A worker and a verifier that cheat together get a bad frame accepted, and a consumer who sees it.</summary>
public sealed class ClaimTests
{
    private const int NodesCount = 6;
    private const int Frames = 2;
    private const int SecondsMax = 240;

    private static readonly string[] Cheats = ["node-1", "node-2"];

    [Fact]
    public async Task A_claim_finds_out_a_pair_that_cheats_and_is_refused_about_an_honest_frame()
    {
        await using var network = await TestNetwork.StartAsync(2, Cheat);
        var scene = await Scenes.MakeAsync(network.Under("scenes"), "small");
        var frames = network.Under("frames");
        (await network.HeliostatAsync("job", "submit", scene, "--frames", $"1-{Frames}", "--chunk", "1")).Succeeded();
        var id = (await network.Consumer.Jobs.ListAsync(new(), CancellationToken.None)).Data.Single().Uuid;
        await network.EndAsync(id, SecondsMax);

        await ClaimAsync(network, id, "1");
        var explained = (await network.HeliostatAsync("explain", "job", $"{id}")).Succeeded().Output;
        Assert.Contains("waits for two verifiers of further operators", Flat(explained));
        for (var number = Cheats.Length + 1; number <= NodesCount; number++)
        {
            network.Start(await network.RegisterAsync($"node-{number}"));
        }

        await network.HealthyAsync();
        var upheld = await VerdictAsync(network, id, 1);
        Assert.Equal(("UPHELD", true), (upheld.Status, upheld.IsProven));
        Assert.Equal([false, false], upheld.Verifiers.Select(said => said.Agrees));
        Assert.DoesNotContain(upheld.Verifiers, said => Cheats.Contains(said.Picture.NodeName));

        // The two that cheat are sent home, so that honest nodes render the frame again and check it.
        foreach (var cheat in network.Nodes.Where(node => Cheats.Contains(node.Name)).ToList())
        {
            var drain = await ToolRun.HeliostatAsync(
                "node", "drain", $"{cheat.Id}", "--key-file", cheat.OperatorKeyFile);
            drain.Succeeded();
        }

        Assert.Equal(JobStatuses.Completed, (await network.EndAsync(id, SecondsMax)).Status);
        await ClaimAsync(network, id, "1");
        var refused = await VerdictAsync(network, id, 2);
        Assert.Equal(("REFUSED", false), (refused.Status, refused.IsProven));
        Assert.Contains("scene itself", refused.Verdict);

        await AssertPicturesAsync(network, id, scene, frames);
        await ApproveAsync(network, id);
        Counts.Renders((Frames * 2) + 6);
    }

    private static void Cheat(TestNode node)
    {
        node.Variables["HELIOSTAT_BLENDER"] = Places.Asset("half-samples-blender");
        node.Variables["NODE_DUTIES"] = node.Name == "node-1" ? "worker" : "verifier";
    }

    private static async Task ClaimAsync(TestNetwork network, Guid job, string frame)
    {
        const string Reason = "much noisier than I know this scene";
        var run = await network.HeliostatAsync("job", "claim", $"{job}", "--frames", frame, "--reason", Reason);
        Assert.Contains("1 claim opened", run.Succeeded().Output);
    }

    private static async Task<ClaimResource> VerdictAsync(TestNetwork network, Guid job, int number)
    {
        ClaimResource? claim = null;
        await network.WaitAsync(SecondsMax, $"claim {number} is decided", async () =>
        {
            claim = await network.Consumer.Jobs.AllClaimsAsync(job).SingleAsync(one => one.Number == number);
            return claim.DecidedAt is not null;
        });
        return claim!;
    }

    private static async Task AssertPicturesAsync(TestNetwork network, Guid job, string scene, string frames)
    {
        (await network.HeliostatAsync("job", "download", $"{job}", "--output", frames)).Succeeded();
        var pictures = network.Under("claims");
        (await network.HeliostatAsync("job", "claims", $"{job}", "--output", pictures)).Succeeded();
        Assert.Equal(10, Directory.GetFiles(pictures).Length);
        Assert.Single(Directory.GetFiles(pictures, "claim_1_frame_0001_side_by_side_x*.png"));
        Assert.Single(Directory.GetFiles(pictures, "claim_2_frame_0001_difference_x1.png"));
        var bare = network.Under("bare");
        await Scenes.RenderBareAsync(scene, bare, 1, 1);

        // Nobody claimed the other frame, which is bad still.
        File.Delete(Path.Combine(frames, "frame_0002.png"));
        await Scenes.AssertSamePixelsAsync(bare, frames, 1);

        // Both verifiers of the first claim saw what the scene says.
        foreach (var who in (string[])["verifier_1", "verifier_2"])
        {
            var seen = Directory.CreateDirectory(network.Under(who)).FullName;
            var picture = Path.Combine(pictures, $"claim_1_frame_0001_{who}.png");
            File.Copy(picture, Path.Combine(seen, "frame_0001.png"));
            await Scenes.AssertSamePixelsAsync(bare, seen, 1);
        }
    }

    private static async Task ApproveAsync(TestNetwork network, Guid job)
    {
        (await network.HeliostatAsync("job", "approve", $"{job}")).Succeeded();
        (await network.HeliostatAsync("job", "approve", $"{job}")).Succeeded();
        var late = await network.HeliostatAsync(
            "job", "claim", $"{job}", "--frames", "2", "--reason", "too late", "--json");
        using var refusal = JsonDocument.Parse(late.Error);
        Assert.Contains("job-final", refusal.RootElement.GetRawText());
        Assert.NotNull((await network.Consumer.Jobs.GetAsync(job, CancellationToken.None)).FinalAt);
    }

    private static string Flat(string text) =>
        string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
