using Heliostat.Node.Runners;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Tests.Runners.Blender;

/// <summary>Scenes that try to run code and to write files reach nothing of the node.</summary>
public sealed class EvilSceneTests(BlenderScenes scenes)
{
    [Fact]
    public async Task Texts_freestyle_scripts_and_file_outputs_do_nothing()
    {
        await using var blender = await BlenderProcess.StartAsync(await scenes.OrderAsync("evil"));
        using var frame = await blender.RenderedAsync(1);
        using var plain = await PlainAsync();

        Assert.Equal(plain.Commitment, frame.Commitment);
        Assert.Empty(Stolen);
    }

    [Fact]
    public async Task A_driver_that_is_not_allowed_makes_the_run_fail_instead_of_a_wrong_picture()
    {
        var failure = await Assert.ThrowsAsync<RunFailedException>(async () =>
        {
            await using var blender = await BlenderProcess.StartAsync(await scenes.OrderAsync("evil_driver"));
            using var frame = await blender.RenderedAsync(1);
        });

        Assert.Equal(
            (FailureReasons.SceneUnsupported, FaultSide.Job), (failure.Failure.Reason, failure.Failure.Side));
        Assert.Empty(Stolen);
    }

    [Fact]
    public async Task Code_that_runs_in_Blender_nevertheless_finds_no_network_no_files_and_no_secret()
    {
        Environment.SetEnvironmentVariable("NODE_JWT", "secret-of-the-agent");
        var secret = Path.Combine(scenes.Folder, "secret-file");
        await File.WriteAllTextAsync(secret, "secret-of-the-disk");
        var look = "import os, socket\nfound = [str(dict(os.environ))]\n"
            + "def attempt(name, action):\n    try:\n        found.append(name + str(action()))\n"
            + "    except Exception as error:\n        found.append(name + type(error).__name__)\n"
            + $"attempt(\"secret:\", lambda: open(\"{secret}\").read())\n"
            + "attempt(\"parent:\", lambda: open(\"/proc/1/environ\").read())\n"
            + "attempt(\"command:\", lambda: open(\"/proc/1/cmdline\").read())\n"
            + "attempt(\"network:\", lambda: socket.create_connection((\"127.0.0.1\", 22), 2))\n"
            + "attempt(\"interfaces:\", lambda: [name for _, name in socket.if_nameindex()])\n"
            + "attempt(\"root:\", lambda: os.getuid())\n"
            + "attempt(\"write:\", lambda: open(\"/usr/written\", \"w\"))\n"
            + $"attempt(\"stolen:\", lambda: open(\"{scenes.Folder}/stolen/code\", \"w\"))\n"
            + "open(\"/out/found.txt\", \"w\").write(\"\\n\".join(found))";
        var order = (await scenes.OrderAsync("plain")) with { Program = scenes.Wrapped(look) };
        await using var blender = await BlenderProcess.StartAsync(order);
        Environment.SetEnvironmentVariable("NODE_JWT", null);

        var found = await File.ReadAllTextAsync(Path.Combine(order.WorkFolder, "out", "found.txt"));

        Assert.DoesNotContain("secret-of", found);
        Assert.Contains("secret:FileNotFoundError", found);
        Assert.Contains("parent:PermissionError", found);
        Assert.Contains("network:ConnectionRefusedError", found);
        Assert.Contains("interfaces:['lo']", found);
        Assert.Contains("root:65534", found);
        Assert.Contains("write:OSError", found);
        Assert.Contains("stolen:FileNotFoundError", found);
        Assert.DoesNotContain(order.WorkFolder, found);
        Assert.Empty(Stolen);
    }

    [Fact]
    public async Task A_link_that_is_put_where_a_result_should_be_is_not_followed()
    {
        var secret = Path.Combine(scenes.Folder, "secret-target");
        await File.WriteAllTextAsync(secret, "secret-of-the-disk");
        var order = await scenes.OrderAsync("plain");
        Directory.CreateDirectory(order.ResultFolder);
        var folder = new OutFolder(Directory.CreateDirectory(order.WorkFolder).FullName, order.ResultFolder);
        File.CreateSymbolicLink(Path.Combine(folder.Written, "link.png"), secret);
        Directory.CreateDirectory(Path.Combine(folder.Written, "folder.png"));

        Assert.Throws<RunFailedException>(() => folder.Take("link.png"));
        Assert.Throws<RunFailedException>(() => folder.Take("folder.png"));
        Assert.Throws<RunFailedException>(() => folder.Take("none.png"));
        Assert.Empty(Directory.GetFiles(order.ResultFolder));
        Assert.True(File.Exists(secret));
    }

    private IEnumerable<string> Stolen => Directory.EnumerateFileSystemEntries(Path.Combine(scenes.Folder, "stolen"));

    private async Task<RenderedFrame> PlainAsync()
    {
        await using var blender = await BlenderProcess.StartAsync(await scenes.OrderAsync("plain"));
        return await blender.RenderedAsync(1);
    }
}
