using System.Globalization;
using System.Text.Json;
using Heliostat.Client;
using Heliostat.Core.Journal;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Manager.Journal;

namespace Heliostat.EndToEnd.Tests.Lives;

/// <summary>
/// Manager, workers and verifiers are killed without a word, at moments drawn from a seed, while they render, check
/// and compute.
/// </summary>
public sealed class RandomKillsTests(ITestOutputHelper output)
{
    private const string SeedVariable = "HELIOSTAT_KILLS_SEED";
    private const int SeedDefault = 20;
    private const int Kills = 30;
    private const int Nodes = 3;
    private const int Frames = 12;
    private const string Samples = "128";
    private const int Indexes = 24;
    private const int IndexLimit = 2_000_000;
    private const int EndSecondsMax = 180;

    [Fact]
    public async Task Thirty_kills_at_random_cost_nothing_that_was_acknowledged_and_nothing_is_accepted_twice()
    {
        var seed = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } named
            ? int.Parse(named, CultureInfo.InvariantCulture)
            : SeedDefault;
        await using var network = await TestNetwork.StartAsync(Nodes);
        var scene = await Scenes.MakeAsync(network.Under("scenes"), "small");
        var killer = new Killer(network, seed);
        var jobs = new List<Guid>();
        while (killer.Kills.Count < Kills)
        {
            if (await OpenAsync(network, jobs) < 2)
            {
                jobs.Add(await SubmitAsync(network, scene, jobs.Count));
            }

            await killer.KillAsync();
        }

        await network.HealthyAsync();
        var units = 0;
        foreach (var job in jobs)
        {
            var ended = await network.EndAsync(job, EndSecondsMax);
            Assert.True(ended.Status == JobStatuses.Completed, $"{ended.StatusReason}\n{killer}\n{network.Logs()}");
            units += ended.Units.Total;
        }

        var told = Tell(network, jobs, units);
        await AssertAuditedAsync(network);
        Counts.Renders(jobs.Count(job => jobs.IndexOf(job) % 2 == 0) * Frames);
        Counts.Add("kills", killer.Kills.Count);
        output.WriteLine($"{killer}\n{jobs.Count} jobs, {units} units, each accepted once; {told}.");
    }

    private static async Task<int> OpenAsync(TestNetwork network, List<Guid> jobs)
    {
        var open = 0;
        foreach (var job in jobs)
        {
            var seen = await network.Consumer.Jobs.GetAsync(job, CancellationToken.None);
            open += JobStatuses.HasEnded(seen.Status) ? 0 : 1;
        }

        return open;
    }

    // Frames and arrays in turn: there is something of each kind to be killed at.
    private static async Task<Guid> SubmitAsync(TestNetwork network, string scene, int number)
    {
        if (number % 2 == 1)
        {
            var array = Requests.Benchmark(Indexes, IndexLimit);
            return (await network.Consumer.Jobs.SubmitAsync(array, CancellationToken.None)).Uuid;
        }

        var run = await network.HeliostatAsync(
            "job", "submit", scene, "--frames", $"1-{Frames}", "--chunk", "1", "--samples", Samples, "--json");
        using var submitted = JsonDocument.Parse(run.Succeeded().Output);
        return submitted.RootElement.GetProperty("uuid").GetGuid();
    }

    // The journal itself says what was accepted, and what the kills cost.
    private static string Tell(TestNetwork network, List<Guid> jobs, int units)
    {
        using var journal = JournalReader.Open(network.JournalFile);
        var events = journal.Read(1)
            .SelectMany(entry => JsonSerializer.Deserialize(entry.Body.Span, JournalJson.Default.JournalEntry)!.Events)
            .ToList();
        var accepted = events.OfType<UnitAccepted>()
            .Where(unit => jobs.Contains(unit.Run.Job.Value))
            .Select(unit => (unit.Run.Job, unit.Unit))
            .ToList();
        Assert.Equal(units, accepted.Count);
        Assert.Equal(units, accepted.Distinct().Count());
        Assert.All(events.OfType<UnitRejected>(), rejected => Assert.Fail($"Nobody cheated, and {rejected}."));
        return $"{events.OfType<RunLost>().Count()} runs and {events.OfType<CheckLost>().Count()} checks were lost";
    }

    private static async Task AssertAuditedAsync(TestNetwork network)
    {
        var run = await ToolRun.HeliostatAsync("audit", network.JournalFile, "--json");
        using var report = JsonDocument.Parse(run.Succeeded().Output);
        Assert.Equal(0, report.RootElement.GetProperty("differences_total").GetInt64());
    }
}
