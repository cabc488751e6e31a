using System.Diagnostics;
using System.Runtime.InteropServices;
using Heliostat.Node.Runners.Blender;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

[assembly: AssemblyFixture(typeof(Heliostat.Node.Tests.Runners.Blender.BlenderScenes))]

namespace Heliostat.Node.Tests.Runners.Blender;

/// <summary>Scenes made by a real Blender once for all tests, and folders to work in; all is deleted again.</summary>
public sealed class BlenderScenes : IAsyncLifetime
{
    public const int Width = 200;
    public const int Height = 112;

    /// <summary>More than any of these scenes needs on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Lazy<Task> _made;

    public BlenderScenes()
    {
        Folder = Directory.CreateTempSubdirectory("heliostat-scenes-").FullName;
        _made = new Lazy<Task>(() => RunBareAsync(
            ["-b", "--factory-startup", "--python-exit-code", "3", "-P", Script("make_scenes.py"), "--", Folder]));
    }

    public string Folder { get; }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    public async Task<string> SceneAsync(string name)
    {
        await _made.Value;
        return Path.Combine(Folder, name + ".blend");
    }

    /// <summary>An order for one of the scenes, with all that lies beside it; no box shows files in /tmp.</summary>
    internal async Task<BlenderOrder> OrderAsync(string scene, ImageFormat format = ImageFormat.Png)
    {
        var main = await SceneAsync(scene);
        string[] others = ["textures/checker.png", "plain.blend"];
        var files = others.Select(name => Path.Combine(Folder, name)).Append(main).Distinct()
            .Select(path => new PlacedFile(ScenePlaces.Moved + path, path));
        var work = Path.Combine(Folder, "work", Guid.NewGuid().ToString("N"));
        return new BlenderOrder
        {
            Program = BlenderProgram.Find()!,
            Main = ScenePlaces.Moved + main,
            Files = [.. files],
            Settings = new BlenderSettings(
                ContentHash.Of("manifest"u8), "1-10", 0, format, Width, Height, null, Denoise: true, OneTask: false),
            WorkFolder = Path.Combine(work, "process"),
            ResultFolder = Path.Combine(work, "results"),
            Threads = 2,
        };
    }

    /// <summary>A Blender that has this run before the driver.</summary>
    internal BlenderProgram Wrapped(string python) => BlenderProgram.Find(Wrapper(python))!;

    /// <summary>The path of such a Blender.</summary>
    internal string Wrapper(string python)
    {
        var path = Path.Combine(Folder, $"wrapper-{Guid.NewGuid():N}");
        File.WriteAllText(path, $"#!/bin/sh\nexec /usr/bin/blender --python-expr '{python}' \"$@\"\n");
        return Executable(path);
    }

    internal static string Executable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }

        return path;
    }

    /// <summary>The numbers of frames as Blender renders them by itself: of its EXR and of its PNG file.</summary>
    internal async Task<(byte[] Exr, float[] Png)> RenderBareAsync(string scene, int frame)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "bare", Guid.NewGuid().ToString("N"))).FullName;
        await RunBareAsync(["-b", await SceneAsync(scene), "--python-exit-code", "3", "-t", "2",
            "-P", Script("render_bare.py"), "--", folder, $"{frame}"]);
        var exr = await File.ReadAllBytesAsync(Path.Combine(folder, $"{frame}.exr.f32"));
        var png = await File.ReadAllBytesAsync(Path.Combine(folder, $"{frame}.png.f32"));
        return (exr, MemoryMarshal.Cast<byte, float>(png).ToArray());
    }

    private static string Script(string name) =>
        Path.Combine(AppContext.BaseDirectory, "Runners", "Blender", "Scenes", name);

    private static async Task RunBareAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("blender") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors + await output);
    }
}
