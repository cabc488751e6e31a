using FsCheck.Fluent;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Core.Tests.Jobs;

/// <summary>How a job's units are cut into tasks.</summary>
public sealed class TaskSplitTests
{
    [Fact]
    public void Units_are_split_without_gap_or_overlap()
    {
        var cases = Gen.Zip(Gen.Choose(1, 80), Gen.Choose(0, 30));
        Promise.Holds(Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var next = 0;
            foreach (var leased in LeasesOf(Some.Frames($"1-{drawn.Item1}", drawn.Item2)))
            {
                Assert.Equal(next, leased.First);
                next += leased.Count;
            }

            return next == drawn.Item1;
        }));
    }

    [Fact]
    public void A_fixed_chunk_is_the_size_of_all_tasks_but_the_last() =>
        Assert.Equal([4, 4, 2], LeasesOf(Some.Frames("1-10", 4)).Select(leased => leased.Count));

    [Fact]
    public void One_task_keeps_all_frames_together()
    {
        var spec = Some.Frames();
        spec = spec with { Blender = spec.Blender! with { Frames = "1-10", OneTask = true } };

        Assert.Equal(10, LeasesOf(spec).Single().Count);
    }

    [Fact]
    public void An_automatic_chunk_begins_with_one_frame_and_grows_to_about_30_seconds()
    {
        var counts = LeasesOf(Some.Frames("1-400", 0)).Select(leased => leased.Count).ToList();

        Assert.Equal(1, counts[0]);
        Assert.Equal(30, counts.Max());
        Assert.True(counts[^1] < 30);
    }

    /// <summary>Every lease of a job on one node that reports each unit after a second.</summary>
    private static List<RunLeased> LeasesOf(JobSpec spec)
    {
        var given = Given.Nodes(1);
        given.Submit(spec);
        var leases = new List<RunLeased>();
        while (given.Place().OfType<RunLeased>().ToList() is { Count: > 0 } leased)
        {
            leases.AddRange(leased);
            foreach (var run in leased)
            {
                given.Report(
                    run.Node, [.. Enumerable.Range(run.First, run.Count).Select(u => Some.Result(run.Run, u))]);
            }
        }

        return leases;
    }
}
