using Heliostat.Node.Runners;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Tests.Runners.Blender;

/// <summary>Every way in which a run can fail has its reason and its side, and leaves no process behind.</summary>
public sealed class FailureTests(BlenderScenes scenes)
{
    private const string AtRender = "import bpy, os, time\n@bpy.app.handlers.persistent\ndef act(*_):\n    {0}\n"
        + "bpy.app.handlers.render_pre.append(act)";

    [Theory]
    [InlineData("no_camera", FailureReasons.SceneWithoutCamera, FaultSide.Job)]
    [InlineData("eevee", FailureReasons.EngineUnsupported, FaultSide.Job)]
    [InlineData("unbaked", FailureReasons.PhysicsUnbaked, FaultSide.Job)]
    [InlineData("evil_freestyle", FailureReasons.SceneUnsupported, FaultSide.Job)]
    public async Task A_scene_that_cannot_be_rendered_is_refused_when_it_is_opened(
        string scene, string reason, FaultSide side)
    {
        var order = await scenes.OrderAsync(scene);

        Assert.Equal((reason, side), await FailureOfAsync(order));
        AssertNothingLeft(order);
    }

    [Fact]
    public async Task A_scene_that_wants_denoising_needs_a_Blender_that_can_unless_the_job_says_no()
    {
        var (capability, _) = await BlenderProbe.ProbeAsync();
        var order = await scenes.OrderAsync("denoised");
        if (!capability!.CanDenoise)
        {
            Assert.Equal((FailureReasons.DenoiserMissing, FaultSide.Node), await FailureOfAsync(order));
        }

        var without = order with { Settings = order.Settings with { Denoise = false } };
        await using var blender = await BlenderProcess.StartAsync(without);
        Assert.False(blender.Scene.Denoises);
    }

    [Fact]
    public async Task A_truncated_scene_and_one_that_is_no_scene_are_unreadable()
    {
        var whole = await File.ReadAllBytesAsync(await scenes.SceneAsync("plain"));
        var order = await OrderForAsync("truncated.blend", whole[..(whole.Length / 2)]);
        Assert.Equal((FailureReasons.SceneUnreadable, FaultSide.Job), await FailureOfAsync(order));

        order = await OrderForAsync("text.blend", "not a scene"u8.ToArray());
        Assert.Equal((FailureReasons.SceneUnreadable, FaultSide.Job), await FailureOfAsync(order));
        AssertNothingLeft(order);
    }

    [Theory]
    [InlineData("plain", "textures/checker.png")]
    [InlineData("with_library", "plain.blend")]
    public async Task A_file_that_was_not_packed_is_missing(string scene, string file)
    {
        var order = await scenes.OrderAsync(scene);
        var files = order.Files.Where(placed => !placed.Original.EndsWith(file, StringComparison.Ordinal)).ToList();

        var failure = await Assert.ThrowsAsync<RunFailedException>(
            () => BlenderProcess.StartAsync(order with { Files = files }));

        Assert.Equal((FailureReasons.FileMissing, FaultSide.Job), (failure.Failure.Reason, failure.Failure.Side));
        Assert.DoesNotContain("checker", failure.Failure.Detail);
    }

    [Fact]
    public async Task A_file_that_this_node_lost_is_its_own_fault()
    {
        var order = await scenes.OrderAsync("plain");
        var files = order.Files.Select(file => file with { Local = file.Local + ".gone" }).ToList();

        Assert.Equal(
            (FailureReasons.InputUnavailable, FaultSide.Node), await FailureOfAsync(order with { Files = files }));
    }

    [Fact]
    public async Task Too_little_memory_is_told_as_such()
    {
        var order = (await scenes.OrderAsync("plain")) with { MemoryBytes = 90L << 20 };

        Assert.Equal((FailureReasons.OutOfMemory, FaultSide.Job), await FailureOfAsync(order));
        AssertNothingLeft(order);
    }

    [Fact]
    public async Task A_Blender_that_crashes_while_it_renders_is_told_as_such()
    {
        var order = (await scenes.OrderAsync("plain")) with { Program = Acting("os.abort()") };
        await using var blender = await BlenderProcess.StartAsync(order);

        var failure = await Assert.ThrowsAsync<RunFailedException>(
            () => blender.RenderAsync(1, BlenderScenes.Patience));

        Assert.Equal((FailureReasons.Crashed, FaultSide.Unknown), (failure.Failure.Reason, failure.Failure.Side));
        Assert.False(blender.IsAlive);
        AssertNoProcess(order);
    }

    [Fact]
    public async Task A_Blender_that_does_nothing_any_more_is_ended()
    {
        var order = (await scenes.OrderAsync("plain")) with
        {
            Program = Acting("time.sleep(1000)"),
            HangLimit = TimeSpan.FromSeconds(4),
        };
        await using var blender = await BlenderProcess.StartAsync(order);

        var failure = await Assert.ThrowsAsync<RunFailedException>(
            () => blender.RenderAsync(1, BlenderScenes.Patience));

        Assert.Equal((FailureReasons.Hung, FaultSide.Unknown), (failure.Failure.Reason, failure.Failure.Side));
        AssertNoProcess(order);
    }

    [Fact]
    public async Task A_run_that_takes_too_long_is_ended()
    {
        var order = await scenes.OrderAsync("plain");
        var settings = order.Settings with { Samples = 60_000 };
        await using var blender = await BlenderProcess.StartAsync(order with { Settings = settings });

        var failure = await Assert.ThrowsAsync<RunFailedException>(
            () => blender.RenderAsync(1, TimeSpan.FromSeconds(1)));

        Assert.Equal((FailureReasons.TimedOut, FaultSide.Job), (failure.Failure.Reason, failure.Failure.Side));
        AssertNoProcess(order);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_ends_at_once()
    {
        var order = await scenes.OrderAsync("plain");
        var settings = order.Settings with { Samples = 60_000 };
        await using var blender = await BlenderProcess.StartAsync(order with { Settings = settings });
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => blender.RenderAsync(1, BlenderScenes.Patience, cancellation.Token));

        AssertNoProcess(order);
    }

    [Fact]
    public async Task What_is_no_Blender_is_told_as_such()
    {
        var path = Path.Combine(scenes.Folder, "no-blender");
        await File.WriteAllTextAsync(path, "#!/bin/sh\nexit 4\n");
        var program = BlenderProgram.Find(BlenderScenes.Executable(path))!;
        var order = (await scenes.OrderAsync("plain")) with { Program = program };

        Assert.Equal((FailureReasons.Crashed, FaultSide.Unknown), await FailureOfAsync(order));
        var (capability, whyNot) = await BlenderProbe.ProbeAsync(path);
        Assert.Null(capability);
        Assert.Contains("code 4", whyNot);
        Assert.Contains("install it", (await BlenderProbe.ProbeAsync("/nowhere/blender")).WhyNot);
    }

    [Fact]
    public async Task The_probe_says_what_pixels_depend_on()
    {
        var (capability, whyNot) = await BlenderProbe.ProbeAsync();

        Assert.Null(whyNot);
        const string DeviceClass = @"^cpu/(avx2|avx|sse41|sse3|sse2|generic)/blender-\d+\.\d+\.\d+-[0-9a-f]{12}$";
        Assert.Matches(DeviceClass, capability!.DeviceClass);
        Assert.Equal(capability, (await BlenderProbe.ProbeAsync(scenes.Wrapper("pass"))).Capability);
    }

    private BlenderProgram Acting(string action) => scenes.Wrapped(AtRender.Replace("{0}", action));

    private async Task<BlenderOrder> OrderForAsync(string name, byte[] content)
    {
        var path = Path.Combine(scenes.Folder, name);
        await File.WriteAllBytesAsync(path, content);
        return (await scenes.OrderAsync("plain")) with { Main = path, Files = [new PlacedFile(path, path)] };
    }

    private static async Task<(string Reason, FaultSide Side)> FailureOfAsync(BlenderOrder order)
    {
        var failure = await Assert.ThrowsAsync<RunFailedException>(() => BlenderProcess.StartAsync(order));
        Assert.InRange(failure.Failure.Detail.Length, 1, 500);
        return (failure.Failure.Reason, failure.Failure.Side);
    }

    private static void AssertNothingLeft(BlenderOrder order)
    {
        AssertNoProcess(order);
        Assert.False(Directory.Exists(order.WorkFolder));
    }

    private static void AssertNoProcess(BlenderOrder order) => Boxes.AssertNoProcess(order.WorkFolder);
}
