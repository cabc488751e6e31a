using Heliostat.EndToEnd.Tests.Hostile;
using Heliostat.Node.Runners;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Tests.Runners.Blender;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Tests.Hostile;

/// <summary>Scenes that attack the node, and Blenders that do: in real boxes, by a real Blender.</summary>
public sealed class SceneDoorTests(BlenderScenes scenes)
{
    private const long MemoryBytes = 700L << 20;
    private const long WrittenBytes = 64L << 20;

    private const string AtRender = "import bpy, os, time\n@bpy.app.handlers.persistent\ndef act(*_):\n    {0}\n"
        + "bpy.app.handlers.render_pre.append(act)";

    private readonly SecurityTable _table = new("Scenes, and Blenders that were taken over");

    private string Stolen => Path.Combine(scenes.Folder, "stolen");

    [Fact]
    public async Task A_hostile_scene_gets_what_the_paper_says()
    {
        await HarmlessAsync();
        await FailsAsync("a Freestyle script in a scene that renders with Freestyle", "evil_freestyle");
        await FailsAsync("a driver whose expression would write a file", "evil_driver");
        await ActsAsync("code that takes all memory", "x = [bytearray(10**8) for _ in range(100)]");
        await ForksAsync();
        await ActsAsync(
            "code that fills the disk",
            "[open(f\"/out/{i}\", \"wb\").write(bytes(10**7)) for i in range(1000)]; time.sleep(1000)");
        await ActsAsync(
            "code that fills its private /tmp",
            "[open(f\"/tmp/{i}\", \"wb\").write(bytes(10**7)) for i in range(1000)]");
        await ActsAsync("code that never ends", "exec(\"while True: pass\")", TimeSpan.FromSeconds(5));
        await ActsAsync("code that sleeps for ever", "time.sleep(10**6)");
        await ActsAsync("a Blender that says with exit code 0 that all went well, and rendered nothing", "os._exit(0)");
        await ActsAsync("a Blender that dies in the middle of a frame", "os.abort()");
        await NoBlenderAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Stolen));
        _table.Check();
    }

    private async Task HarmlessAsync()
    {
        await using var evil = await BlenderProcess.StartAsync(await scenes.OrderAsync("evil"));
        using var frame = await evil.RenderedAsync(1);
        await using var plain = await BlenderProcess.StartAsync(await scenes.OrderAsync("plain"));
        using var same = await plain.RenderedAsync(1);
        Assert.Equal(same.Commitment, frame.Commitment);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Stolen));
        _table.Add(
            "an auto-run script, a Freestyle script and a File Output node, each of which would write a file",
            "rendered as if they were not there, to the pixel; no file was written");
    }

    private async Task FailsAsync(string came, string scene)
    {
        var order = await scenes.OrderAsync(scene);
        var failure = await Assert.ThrowsAsync<RunFailedException>(async () =>
        {
            await using var blender = await BlenderProcess.StartAsync(order);
            using var frame = await blender.RenderedAsync(1);
        });
        Note(came, failure, order);
    }

    // Scenes run no code. What if one did, by a fault of Blender's?
    private async Task ActsAsync(string came, string action, TimeSpan? limit = null)
    {
        var order = OrderFor(action, await scenes.OrderAsync("plain"));
        await using (var blender = await BlenderProcess.StartAsync(order))
        {
            var failure = await Assert.ThrowsAsync<RunFailedException>(
                () => blender.RenderAsync(1, limit ?? BlenderScenes.Patience));
            Note(came, failure, order);
        }

        Assert.False(Directory.Exists(order.WorkFolder));
    }

    // Whether its memory or its time ends it first depends on the machine.
    private async Task ForksAsync()
    {
        var order = OrderFor("[os.fork() or time.sleep(1000) for _ in range(3000)]", await scenes.OrderAsync("plain"));
        await using var blender = await BlenderProcess.StartAsync(order);
        var failure = await Assert.ThrowsAsync<RunFailedException>(
            () => blender.RenderAsync(1, TimeSpan.FromSeconds(10)));
        string[] ends =
            [FailureReasons.OutOfMemory, FailureReasons.TimedOut, FailureReasons.Hung, FailureReasons.Crashed];
        Assert.Contains(failure.Failure.Reason, ends);
        Boxes.AssertNoProcess(order.WorkFolder);
        _table.Add(
            "code that starts 3,000 processes", "the run fails, by its memory or its time; nothing is left of it");
    }

    private BlenderOrder OrderFor(string action, BlenderOrder plain) => plain with
    {
        Program = scenes.Wrapped(AtRender.Replace("{0}", action, StringComparison.Ordinal)),
        HangLimit = TimeSpan.FromSeconds(4),
        MemoryBytes = MemoryBytes,
        WrittenBytes = WrittenBytes,
    };

    private async Task NoBlenderAsync()
    {
        var path = Path.Combine(scenes.Folder, "no-blender-at-all");
        await File.WriteAllTextAsync(path, "#!/bin/sh\nexit 0\n");
        var program = BlenderProgram.Find(BlenderScenes.Executable(path))!;
        var order = (await scenes.OrderAsync("plain")) with { Program = program };
        var failure = await Assert.ThrowsAsync<RunFailedException>(() => BlenderProcess.StartAsync(order));
        Note("a program that ends at once with exit code 0", failure, order);
    }

    private void Note(string came, RunFailedException failure, BlenderOrder order)
    {
        Boxes.AssertNoProcess(order.WorkFolder);
        var (reason, side) = (failure.Failure.Reason, failure.Failure.Side.ToString().ToLowerInvariant());
        _table.Add(came, $"the run fails: `{reason}`, a fault of the side {side}; nothing is left of it");
    }
}
