using System.Globalization;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Hostile;

/// <summary>A machine whose wall clock is wrong by an hour, while its monotonic clock goes on.</summary>
public sealed class WrongClockTests
{
    private const int Units = 6;
    private const int SecondsMax = 240;
    private const int MinutesApartMax = 10;

    [Fact]
    public async Task A_node_whose_clock_is_wrong_by_an_hour_works_and_says_so()
    {
        var table = new SecurityTable("A node's clock that is wrong by an hour");
        await using var network = await TestNetwork.StartAsync(1);
        foreach (var (shift, name, direction) in new[]
            { ("+1h", "ahead", "ahead of"), ("-1h", "behind", "behind") })
        {
            var faked = Fake(shift);
            await RegisterAsync(network, faked);
            table.Add($"a machine an hour {name} registers a node", "refused: `signature-stale`, and to set the clock");
            await WorkAsync(network, faked, $"node-{name}", direction);
            table.Add(
                $"a node whose clock is set an hour {name}",
                "it works on and warns of the clock; times are the manager's, durations those of a steady clock");
        }

        Assert.DoesNotContain("clock", network.Nodes[0].Process!.Log, StringComparison.Ordinal);
        table.Check();
    }

    private static Dictionary<string, string> Fake(string shift)
    {
        var found = Directory.GetDirectories("/usr/lib")
            .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, "A wrong clock needs the package faketime.");
        return new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = found,
            ["FAKETIME"] = shift,
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
        };
    }

    private static async Task RegisterAsync(TestNetwork network, Dictionary<string, string> faked)
    {
        var home = network.Under("nodes", "refused");
        var variables = new Dictionary<string, string>(faked) { ["HELIOSTAT_HOME"] = home };
        var run = await ToolRun.HeliostatAsync(
            variables, "node", "register", "--json", "--gateway-url", network.Url, "--name", "refused",
            "--operator-key-file", network.Nodes[0].OperatorKeyFile);
        Assert.NotEqual(0, run.Code);
        Assert.Contains("signature-stale", run.Error, StringComparison.Ordinal);
        Assert.Contains("set this machine", run.Error, StringComparison.Ordinal);
    }

    private static async Task WorkAsync(
        TestNetwork network, Dictionary<string, string> faked, string name, string direction)
    {
        var node = await network.RegisterAsync(name);
        foreach (var (variable, value) in faked)
        {
            node.Variables[variable] = value;
        }

        network.Start(node);
        await network.HealthyAsync();
        var began = DateTimeOffset.UtcNow;
        var job = await network.Consumer.Jobs.SubmitAsync(Requests.Benchmark(Units, 200_000), CancellationToken.None);
        Assert.Equal(JobStatuses.Completed, (await network.EndAsync(job.Uuid, SecondsMax)).Status);

        var runs = await network.Consumer.Jobs.AllRunsAsync(job.Uuid).ToListAsync();
        Assert.Contains(runs, run => run.NodeUuid == node.Id);
        Assert.All(runs, run => AssertNear(began, run.StartedAtMs!.Value));
        var units = await network.Consumer.Jobs.AllUnitsAsync(job.Uuid).ToListAsync();
        Assert.All(units, unit => Assert.InRange(unit.ExecutionMs, 0, SecondsMax * 1_000));
        await network.WaitAsync(SecondsMax, "the node speaks of its clock", () => Task.FromResult(
            HasWarned(node.Process!.Log, direction)));
        await node.Process!.StopAsync();
        await network.RetireAsync(node);
    }

    private static bool HasWarned(string log, string direction) => log.Split('\n').Any(line =>
        line.Contains("This machine's clock is 3", StringComparison.Ordinal)
        && line.Contains($" s {direction} the manager's", StringComparison.Ordinal));

    private static void AssertNear(DateTimeOffset began, long ms) => Assert.True(
        Math.Abs((DateTimeOffset.FromUnixTimeMilliseconds(ms) - began).TotalMinutes) < MinutesApartMax,
        string.Create(CultureInfo.InvariantCulture, $"A run started at {ms}, and the job at {began:O}."));
}
