using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.EndToEnd.Tests.Lives;

public sealed class KilledManagerTests
{
    private const int Units = 400;
    private const int SecondsMax = 240;

    [Fact]
    public async Task A_killed_manager_forgets_nothing_that_it_acknowledged_and_accepts_nothing_twice()
    {
        await using var network = await TestNetwork.StartAsync(3);
        var big = await network.Consumer.Jobs.SubmitAsync(Requests.Benchmark(Units, 500_000), CancellationToken.None);
        var acknowledged = new List<Guid> { big.Uuid };
        for (var kill = 1; kill <= 2; kill++)
        {
            var goal = Units * kill / 4;
            await network.WaitAsync(SecondsMax, $"{goal} units are accepted", async () =>
            {
                // Each of these was acknowledged, some of them at the very end.
                var small = await network.Consumer.Jobs.SubmitAsync(Requests.Echo(1), CancellationToken.None);
                acknowledged.Add(small.Uuid);
                return await AcceptedAsync(network, big) >= goal;
            });
            var before = await AcceptedUnitsAsync(network, big);

            await network.Manager.KillAsync();
            await network.StartManagerAsync();

            var after = await AcceptedUnitsAsync(network, big);
            Assert.Subset(after, before);
        }

        foreach (var job in acknowledged)
        {
            var ended = await network.EndAsync(job, SecondsMax);
            Assert.Equal(JobStatuses.Completed, ended.Status);
            Assert.Equal(ended.Units.Total, ended.Units.Accepted);
        }

        var units = await network.Consumer.Jobs.AllUnitsAsync(big.Uuid).Where(IsAccepted).ToListAsync();
        Assert.Equal(Enumerable.Range(0, Units), units.Select(unit => unit.Unit).Order());
    }

    private static bool IsAccepted(UnitResource unit) => unit.Status == "ACCEPTED";

    private static async Task<int> AcceptedAsync(TestNetwork network, JobResource job) =>
        (await network.Consumer.Jobs.GetAsync(job.Uuid, CancellationToken.None)).Units.Accepted;

    private static async Task<SortedSet<(int Unit, Guid Run)>> AcceptedUnitsAsync(
        TestNetwork network, JobResource job) =>
        [.. await network.Consumer.Jobs.AllUnitsAsync(job.Uuid).Where(IsAccepted)
            .Select(unit => (unit.Unit, unit.RunUuid)).ToListAsync()];
}
