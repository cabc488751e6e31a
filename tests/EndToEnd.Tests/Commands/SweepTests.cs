using System.Text.Json;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Commands;

/// <summary>Files that nobody needs, let go by the network owner's command under a manager that runs.</summary>
public sealed class SweepTests
{
    private const int OldDays = 9;
    private const int SecondsMax = 240;

    [Fact]
    public async Task A_sweep_lets_go_a_final_jobs_scene_keeps_its_frames_and_the_scene_is_sent_again()
    {
        await using var network = await TestNetwork.StartAsync(2);
        var scene = await Scenes.MakeAsync(network.Under("scenes"), "small");
        var job = await RenderAsync(network, scene);
        Age(network);
        Assert.Equal(0, (await SweepAsync(network)).Freed);

        (await network.HeliostatAsync("job", "approve", $"{job}")).Succeeded();
        Age(network);
        var dry = await SweepAsync(network, "--dry-run");
        var swept = await SweepAsync(network);
        Assert.True(dry.Freed > 0 && dry == swept, $"{dry} {swept}");
        Assert.Equal(0, (await SweepAsync(network)).Freed);
        var frames = network.Under("frames");
        (await network.HeliostatAsync("job", "download", $"{job}", "--output", frames)).Succeeded();
        Assert.Equal(2, Directory.GetFiles(frames, "*.png", SearchOption.AllDirectories).Length);

        await RenderAsync(network, scene);
        var usage = await network.Consumer.Accounts.GetOwnAsync(CancellationToken.None);
        var blobs = new DirectoryInfo(network.Under("manager", "blobs", $"{usage.Account.Uuid:N}"));
        Assert.Equal(blobs.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), usage.Used.Bytes);
    }

    private static async Task<Guid> RenderAsync(TestNetwork network, string scene)
    {
        var run = await network.HeliostatAsync("job", "submit", scene, "--frames", "1-2", "--chunk", "1", "--json");
        using var submitted = JsonDocument.Parse(run.Succeeded().Output);
        var job = await network.EndAsync(submitted.RootElement.GetProperty("uuid").GetGuid(), SecondsMax);
        Counts.Renders(2);
        Assert.Equal((JobStatuses.Completed, 2), (job.Status, job.Units.Accepted));
        return job.Uuid;
    }

    private static async Task<(long Freed, long Kept)> SweepAsync(TestNetwork network, params string[] options)
    {
        var run = await network.HeliostatAsync(
            ["manager", "sweep", "--json", "--key-file", network.OwnerKeyFile, .. options]);
        using var answer = JsonDocument.Parse(run.Succeeded().Output);
        return (
            answer.RootElement.GetProperty("blobs_freed").GetInt64(),
            answer.RootElement.GetProperty("blobs_kept").GetInt64());
    }

    private static void Age(TestNetwork network)
    {
        foreach (var file in Directory.GetFiles(network.Under("manager", "blobs"), "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-OldDays));
        }
    }
}
