using Heliostat.Core.Scheduling;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Core.Tests.Scheduling;

/// <summary>What a node's GPUs and disk keep it from, and how that is explained.</summary>
public sealed class HardwareTests
{
    private const string Lost = "NVML initialised but GPU 0 is lost";

    [Fact]
    public void A_node_says_with_its_hello_which_GPUs_it_has_and_a_restart_still_knows()
    {
        var given = new Given();
        var facts = Some.Facts with { Gpus = [Some.Gpu, Some.Gpu], DiskFreeBytes = 5L << 30 };
        given.Connect(given.Registered(), facts);
        given.Restart();

        var kept = given.NodeOf(0).Facts!;
        Assert.Equal([Some.Gpu, Some.Gpu], kept.Gpus!);
        Assert.Equal((null, 5L << 30), (kept.GpuTrouble, kept.DiskFreeBytes));
        Assert.Contains(
            "Its GPUs: NVIDIA GeForce RTX 4090 (driver 550.54.15), NVIDIA GeForce RTX 4090 (driver 550.54.15).",
            Explain.Node(given.Network, given[0])!.Facts);
    }

    [Fact]
    public void A_node_whose_GPU_is_lost_says_why_it_gets_no_GPU_work()
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.Facts with { Gpus = [Some.Gpu], GpuTrouble = Lost });
        given.Submit(Wanting(gpus: 1));

        Assert.Empty(given.Place());
        Assert.Contains($"its GPUs are given no work: {Lost}", WhyNot(given), StringComparison.Ordinal);
        Assert.Contains(
            $"they are given no work: {Lost}.",
            string.Join('\n', Explain.Node(given.Network, given[0])!.Facts),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_a_GPU_is_told_from_one_that_does_not_say()
    {
        var given = Given.Nodes(1);
        given.Node(facts: Some.Facts with { Gpus = [] });

        Assert.Contains("Its agent does not say whether it has GPUs.", Explain.Node(given.Network, given[0])!.Facts);
        Assert.Contains("It has no GPU.", Explain.Node(given.Network, given[1])!.Facts);
    }

    [Fact]
    public void A_node_whose_GPU_is_lost_still_gets_other_work()
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.Facts with { Gpus = [Some.Gpu], GpuTrouble = Lost });
        given.Submit(Wanting(gpus: 0));

        Assert.NotEmpty(given.Place());
    }

    [Theory]
    [InlineData(0, "it lends no GPU")]
    [InlineData(1, "of 2 GPUs it lends 1")]
    [InlineData(2, "only containers are given GPUs yet")]
    public void A_node_with_too_few_GPUs_says_how_many_it_lends(int gpus, string reason)
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.Facts with { Gpus = [.. Enumerable.Repeat(Some.Gpu, gpus)] });
        given.Submit(Wanting(gpus: 2));

        Assert.Empty(given.Place());
        Assert.Contains(reason, WhyNot(given), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7L, false)]
    [InlineData(8L, true)]
    [InlineData(null, true)]
    public void A_job_that_needs_disk_goes_where_it_is_free_or_where_nothing_is_known(long? freeGb, bool isPlaced)
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.Facts with { DiskFreeBytes = freeGb << 30 });
        given.Submit(Some.Echo() with { Needs = new JobNeeds(0, 0, 0, 8) });

        Assert.Equal(isPlaced, given.Place().Count > 0);
        Assert.True(isPlaced || WhyNot(given).Contains("7 GB of free disk", StringComparison.Ordinal));
    }

    private static JobSpec Wanting(int gpus) => Some.Echo() with { Needs = new JobNeeds(0, gpus, 0, 0) };

    private static string WhyNot(Given given) =>
        string.Join('\n', Explain.Job(given.Network, given.TheJob.Id)!.Facts);
}
