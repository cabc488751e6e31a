using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tests.Scheduling;

/// <summary>Every run is allotted exactly what its job asks for, and no node gives out what it does not have.</summary>
public sealed class AllotmentTests
{
    [Fact]
    public void A_run_is_allotted_what_its_job_asks_for_and_the_node_keeps_what_is_free()
    {
        var given = OneNode();
        var run = given.Lease(Some.Container(needs: new JobNeeds(2, 1, 4, 10)));

        Assert.Equal((2_000, 4L << 30, 10L << 30), (
            run.Allotted!.CpuMillis, run.Allotted.RamBytes, run.Allotted.DiskBytes));
        Assert.Equal([0], run.Allotted.Gpus!);
        var load = given.NodeOf(0).Load;
        Assert.Equal((2_000, 4L << 30, 10L << 30), (load.CpuMillis, load.RamBytes, load.DiskBytes));
        Assert.Equal([0], load.Gpus);

        given.Report(run.Node, Some.Left(run.Run));
        Assert.Equal((0, 0, 0), (load.CpuMillis, load.RamBytes, load.DiskBytes));
        Assert.Empty(load.Gpus);
    }

    [Theory]
    [InlineData(8, 0, 1, 1, "8 of 8 cores are taken, and the job needs 8")]
    [InlineData(1, 0, 16, 1, "16 of 16 GB of memory are taken, and the job needs 16")]
    [InlineData(1, 0, 1, 60, "60 of 100 GB of disk are taken, and the job needs 60")]
    [InlineData(1, 3, 1, 1, "3 of 4 GPUs are taken, and the job needs 3")]
    public void What_is_taken_is_not_given_out_twice_and_is_explained(int cpu, int gpu, int ram, int disk, string why)
    {
        var given = OneNode();
        given.Submit(Some.Container(2, new JobNeeds(cpu, gpu, ram, disk)));

        var run = Assert.Single(given.Place().OfType<RunLeased>());
        Assert.Contains(why, string.Join('\n', Explain.Job(given.Network, given.TheJob.Id)!.Facts));

        given.Report(run.Node, Some.Left(run.Run));
        Assert.Single(given.Place().OfType<RunLeased>());
    }

    [Fact]
    public void Two_runs_never_share_a_GPU_and_a_freed_one_is_given_again()
    {
        var given = OneNode();
        given.Submit(Some.Container(5, new JobNeeds(1, 1, 1, 1)));

        var runs = given.Place().OfType<RunLeased>().ToList();
        Assert.Equal([0, 1, 2, 3], runs.Select(run => run.Allotted!.Gpus!.Single()));

        given.Report(runs[2].Node, Some.Left(runs[2].Run, 2));
        Assert.Equal([2], given.Place().OfType<RunLeased>().Single().Allotted!.Gpus!);
    }

    [Fact]
    public void A_snapshot_keeps_what_is_allotted()
    {
        var given = OneNode();
        var run = given.Lease(Some.Container(2, new JobNeeds(8, 4, 1, 1)));
        given.Restart();

        Assert.Equal([0, 1, 2, 3], given.NodeOf(0).Load.Gpus);
        Assert.Empty(given.Place());
        given.Report(run.Node, Some.Left(run.Run));
        Assert.Single(given.Place().OfType<RunLeased>());
    }

    [Fact]
    public void Slots_of_plugins_count_no_containers_and_a_node_has_only_so_many_containers()
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.ContainerFacts with
        {
            PluginSlots = 0,
            CpuCount = 1_000,
            RamBytes = 1L << 50,
            DiskFreeBytes = null,
        });
        given.Submit(Some.Container(NodeFacts.ContainersMax + 1));

        Assert.Equal(NodeFacts.ContainersMax, given.Place().OfType<RunLeased>().Count());
    }

    [Fact]
    public void A_render_or_plugin_run_that_names_what_it_needs_is_allotted_it_as_well()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Echo(3) with { Needs = new JobNeeds(3, 0, 0, 0) });

        Assert.Equal(2, given.Place().OfType<RunLeased>().Count());
        Assert.Null(Given.Nodes(1).Lease(Some.Echo()).Allotted);
    }

    [Fact]
    public void A_job_that_needs_no_GPU_leaves_nodes_with_GPUs_to_those_that_do()
    {
        var given = OneNode();
        var plain = given.Node(facts: Some.ContainerFacts with { Gpus = [] });
        given.Submit(Some.Container(9));

        var byNode = given.Place().OfType<RunLeased>().CountBy(run => run.Node).ToDictionary();
        Assert.Equal((8, 1), (byNode[plain], byNode[given[0]]));
    }

    [Fact]
    public void A_GPU_is_found_by_its_model_by_its_name_and_by_its_memory()
    {
        var model = GpuRegistry.Shipped.Find(Some.Gpu.Name, null)!;
        Assert.True(IsPlaced(new JobNeeds(1, 1, 1, 1) { GpuModel = model.Uuid }));
        Assert.True(IsPlaced(new JobNeeds(1, 1, 1, 1) { GpuName = "RTX4090" }));
        Assert.True(IsPlaced(new JobNeeds(1, 1, 1, 1) { MinVramGb = 24 }));
        Assert.False(IsPlaced(new JobNeeds(1, 1, 1, 1) { GpuModel = Guid.Empty }));
        Assert.False(IsPlaced(new JobNeeds(1, 1, 1, 1) { GpuName = "RTX5090" }));
        Assert.False(IsPlaced(new JobNeeds(1, 1, 1, 1) { MinVramGb = 25 }));
    }

    [Fact]
    public void A_GPU_that_a_driver_shows_with_a_little_less_memory_has_what_its_maker_says()
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.ContainerFacts with { Gpus = [Some.Gpu with { VramBytes = 24_564L << 20 }] });

        Assert.NotNull(given.Lease(Some.Container(needs: new JobNeeds(1, 1, 1, 1) { MinVramGb = 24 })));
    }

    [Theory]
    [InlineData("us-west-2", true)]
    [InlineData("eu-west-1", false)]
    [InlineData(null, false)]
    public void A_job_goes_only_where_it_may(string? region, bool isPlaced)
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.ContainerFacts with { RegionCode = region });
        given.Submit(Some.Container(needs: new JobNeeds(1, 0, 1, 1) { RegionCodes = ["us-east-1", "us-west-2"] }));

        Assert.Equal(isPlaced, given.Place().Any());
        if (!isPlaced)
        {
            Assert.Contains(
                "the job allows us-east-1, us-west-2",
                string.Join('\n', Explain.Job(given.Network, given.TheJob.Id)!.Facts));
        }
    }

    [Fact]
    public void A_run_whose_GPU_is_another_one_after_a_reconnect_is_lost()
    {
        var given = OneNode();
        var run = given.Lease(Some.Container(needs: new JobNeeds(1, 2, 1, 1)));
        given.Disconnect(run.Node);
        Assert.Empty(given.Connect(run.Node, Some.ContainerFacts, [run.Run]).Events.OfType<RunLost>());

        given.Disconnect(run.Node);
        var one = Some.ContainerFacts with { Gpus = [Some.Gpu] };
        Assert.Single(given.Connect(run.Node, one, [run.Run]).Events.OfType<RunLost>());
        Assert.Empty(given.NodeOf(0).Load.Gpus);
    }

    private static bool IsPlaced(JobNeeds needs)
    {
        var given = OneNode();
        given.Submit(Some.Container(needs: needs));
        return given.Place().Any();
    }

    private static Given OneNode()
    {
        var given = Given.Nodes(0);
        given.Node(facts: Some.ContainerFacts);
        return given;
    }
}
