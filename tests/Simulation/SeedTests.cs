using Heliostat.Core;
using Heliostat.Simulation.Replaying;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation;

/// <summary>Whole networks in virtual time: every promise after every entry.</summary>
public sealed class SeedTests
{
    private static readonly Lazy<IReadOnlyList<Simulated>> Ran = new(Seeds.Run);

    /// <summary>
    /// Moves that are too rare to be seen here, which RareMovesTests of Core makes; and those that no rule makes: a job
    /// that waits keeps its units uncut, and a task is given up together with its job.
    /// </summary>
    private static readonly string[] NotHere =
    [
        "node: Healthy to Offline", "node: Registered to Draining", "node: Registered to Banned",
        "node: Offline to Banned", "job: Assigned to Failed", "job: Assigned to Cancelling", "task: Waiting to Ready",
        "task: Ready to Failed", "task: Waiting to Cancelled", "task: Ready to Cancelled",
        "task: Escalated to Cancelled",
    ];

    private static bool IsWhole => Environment.GetEnvironmentVariable("HELIOSTAT_SIMULATE_SEED") is null
        && Ran.Value.Count >= 200;

    [Fact]
    public void No_seed_breaks_a_promise()
    {
        var failures = Ran.Value.Where(one => one.Failure is not null).Select(one => one.Failure).ToList();
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    [Fact]
    public void Over_the_seeds_every_event_happens()
    {
        Assert.SkipUnless(IsWhole, "A few seeds need not see everything.");
        var happened = Ran.Value.SelectMany(one => one.Tally.Events.Keys).ToHashSet();
        var never = typeof(Event).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Event)) && !happened.Contains(type.Name))
            .Select(type => type.Name);

        Assert.Empty(never);
    }

    [Fact]
    public void Over_the_seeds_every_move_of_the_tables_is_made()
    {
        Assert.SkipUnless(IsWhole, "A few seeds need not see everything.");
        var seen = Ran.Value.SelectMany(one => one.Tally.Moves).ToHashSet();

        var never = MovesSeen.OfTables().Where(move => !seen.Contains(move)).Except(NotHere).ToList();
        Assert.True(never.Count == 0, string.Join(", ", never));
    }

    [Fact]
    public void Over_the_seeds_jobs_end_in_every_way_and_managers_die()
    {
        Assert.SkipUnless(IsWhole, "A few seeds need not see everything.");
        var ended = Ran.Value.SelectMany(one => one.Tally.JobsEnded.Keys).Distinct().Order();

        Assert.Equal(["Cancelled", "Completed", "Failed"], ended);
        Assert.True(Ran.Value.Sum(one => one.Tally.Crashes) > Ran.Value.Count / 4);
    }

    [Fact]
    public void The_same_seed_gives_the_same_journal()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var (once, twice) = (Simulated.Run(seed), Simulated.Run(seed));

            Assert.Equal((once.Head, once.Entries), (twice.Head, twice.Entries));
        }

        Assert.NotEqual(Simulated.Run(1).Head, Simulated.Run(2).Head);
    }

    [Fact]
    public void In_a_calm_network_every_job_completes_at_the_first_attempt()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var calm = Simulated.Run(Scenario.Calm(seed));

            Assert.Null(calm.Failure);
            Assert.DoesNotContain("RunLost", calm.Tally.Events.Keys);
            Assert.DoesNotContain("NodeFaulted", calm.Tally.Events.Keys);
        }
    }
}
