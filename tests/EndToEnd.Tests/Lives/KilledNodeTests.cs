using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Lives;

public sealed class KilledNodeTests
{
    private const int Frames = 10;
    private const int SecondsMax = 240;

    [Fact]
    public async Task The_work_of_a_killed_node_is_done_by_others_and_it_comes_back()
    {
        await using var network = await TestNetwork.StartAsync(3);
        var scene = await Scenes.MakeAsync(network.Under("scenes"), "small");
        var submit = await network.HeliostatAsync(
            "job", "submit", scene, "--frames", $"1-{Frames}", "--chunk", "1", "--json", "--samples", "64");
        using var submitted = System.Text.Json.JsonDocument.Parse(submit.Succeeded().Output);
        var id = submitted.RootElement.GetProperty("uuid").GetGuid();
        await network.WaitAsync(SecondsMax, "a frame is accepted", async () =>
            (await network.Consumer.Jobs.GetAsync(id, CancellationToken.None)).Units.Accepted > 0);

        var victim = network.Nodes[0];
        await victim.Process!.KillAsync();
        network.Start(victim);
        await network.HealthyAsync();

        var job = await network.EndAsync(id, SecondsMax);
        Counts.Renders(Frames);
        Assert.Equal(JobStatuses.Completed, job.Status);
        var units = await network.Consumer.Jobs.AllUnitsAsync(id).ToListAsync();
        Assert.Equal(
            Enumerable.Range(1, Frames),
            units.Where(unit => unit.Status == "ACCEPTED").Select(unit => unit.Frame!.Value).Order());
    }

    [Fact]
    public async Task A_job_ends_although_a_node_never_comes_back()
    {
        await using var network = await TestNetwork.StartAsync(3);
        var submitted = await network.Consumer.Jobs.SubmitAsync(
            Requests.Benchmark(200, 500_000), CancellationToken.None);
        await network.WaitAsync(SecondsMax, "some units are accepted", async () =>
            (await network.Consumer.Jobs.GetAsync(submitted.Uuid, CancellationToken.None)).Units.Accepted > 10);

        await network.Nodes[2].Process!.KillAsync();

        var job = await network.EndAsync(submitted.Uuid, SecondsMax);
        Assert.Equal(JobStatuses.Completed, job.Status);
        Assert.Equal(200, job.Units.Accepted);
    }
}
