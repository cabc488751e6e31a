using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Plugins;

[Collection(SharedNetworkGroup.Name)]
public sealed class PluginJobTests(SharedNetwork shared)
{
    private const int SecondsMax = 120;

    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task An_echo_job_is_accepted_unit_by_unit()
    {
        const int Count = 200;
        var submitted = await _network.Consumer.Jobs.SubmitAsync(Requests.Echo(Count), CancellationToken.None);

        var job = await _network.EndAsync(submitted.Uuid, SecondsMax);

        Assert.Equal(JobStatuses.Completed, job.Status);
        Assert.Equal(Count, job.Units.Accepted);
        var units = await _network.Consumer.Jobs.AllUnitsAsync(job.Uuid).ToListAsync();
        Assert.Equal(Enumerable.Range(0, Count), units.Select(unit => unit.Unit).Order());
        Assert.All(units, unit => Assert.Equal("ACCEPTED", unit.Status));
    }

    [Fact]
    public async Task A_benchmark_gives_its_result_and_is_verified_by_a_node_of_another_operator()
    {
        var submitted = await _network.Consumer.Jobs.SubmitAsync(
            Requests.Benchmark(4, 1_000), CancellationToken.None);

        var job = await _network.EndAsync(submitted.Uuid, SecondsMax);

        Assert.Equal(JobStatuses.Completed, job.Status);
        var units = await _network.Consumer.Jobs.AllUnitsAsync(job.Uuid).ToListAsync();
        Assert.Equal(4, units.Count);
        Assert.All(units, unit =>
        {
            Assert.Equal(168, unit.Result!.Value.GetProperty("primes_found").GetInt32());
            Assert.DoesNotContain("unverified", unit.Verdict ?? "", StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task A_job_of_one_operators_nodes_alone_is_not_accepted_before_another_can_check_it()
    {
        await using var lonely = await TestNetwork.StartAsync(1);
        var submitted = await lonely.Consumer.Jobs.SubmitAsync(Requests.Benchmark(1, 1_000), CancellationToken.None);
        await lonely.WaitAsync(SecondsMax, "the unit is reported", async () =>
            await lonely.Consumer.Jobs.AllUnitsAsync(submitted.Uuid).AnyAsync());

        var unit = await lonely.Consumer.Jobs.AllUnitsAsync(submitted.Uuid).SingleAsync();
        Assert.NotEqual("ACCEPTED", unit.Status);

        var other = await lonely.RegisterAsync("node-2");
        lonely.Start(other);
        var job = await lonely.EndAsync(submitted.Uuid, SecondsMax);
        Assert.Equal(JobStatuses.Completed, job.Status);
    }

    [Fact]
    public async Task A_cancelled_job_ends_cancelled()
    {
        var submitted = await _network.Consumer.Jobs.SubmitAsync(
            Requests.Benchmark(2_000, 5_000_000), CancellationToken.None);
        await _network.Consumer.Jobs.CancelAsync(submitted.Uuid, "a test", CancellationToken.None);

        var job = await _network.EndAsync(submitted.Uuid, SecondsMax);

        Assert.Equal(JobStatuses.Cancelled, job.Status);
    }

    [Fact]
    public async Task Watching_a_job_shows_each_unit_and_its_end()
    {
        const int Count = 20;
        var submitted = await _network.Consumer.Jobs.SubmitAsync(
            Requests.Benchmark(Count, 200_000), CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(SecondsMax));

        var events = await _network.Consumer.Jobs.WatchAsync(submitted.Uuid, limit.Token).ToListAsync(limit.Token);

        Assert.Equal(JobStatuses.Completed, events[^1].Job!.Status);
        Assert.Equal(Count, events[^1].Job!.Units.Accepted);
        Assert.Contains(events, seen => seen.Unit is { Status: "ACCEPTED" });
    }
}
