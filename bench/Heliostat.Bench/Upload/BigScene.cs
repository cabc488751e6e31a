using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Heliostat.Bench.Upload;

/// <summary>A small scene that names a few large files.</summary>
internal static class BigScene
{
    public const int Files = 8;

    private const int PieceBytes = 4_000_000;

    // Volumes that nothing shows: they go along with the scene, and Blender never reads them.
    private const string Script = """
        import bpy, sys
        folder, count = sys.argv[sys.argv.index("--") + 1:]
        scene = bpy.context.scene
        scene.render.engine, scene.cycles.use_denoising = "CYCLES", False
        scene.render.resolution_x, scene.render.resolution_y = 64, 64
        for i in range(int(count)):
            volume = bpy.data.volumes.new(f"smoke {i}")
            volume.filepath, volume.use_fake_user = f"{folder}/smoke-{i}.vdb", True
        bpy.ops.wm.save_as_mainfile(filepath=f"{folder}/scene.blend")
        """;

    /// <summary>Makes one with so many bytes of files that compress to nothing less; the path of its .blend.</summary>
    public static async Task<string> MakeAsync(string folder, long bytes)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < Files; i++)
        {
            await FillAsync(Path.Combine(folder, $"smoke-{i}.vdb"), bytes / Files);
        }

        using var blender = Process.Start(new ProcessStartInfo(
            "blender",
            [
                "-b", "--factory-startup", "--python-exit-code", "3", "--python-expr", Script,
                "--", folder, Files.ToString(CultureInfo.InvariantCulture),
            ])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await blender.StandardOutput.ReadToEndAsync();
        await blender.WaitForExitAsync();
        return blender.ExitCode == 0
            ? Path.Combine(folder, "scene.blend")
            : throw new InvalidOperationException($"Blender made no scene:\n{output}");
    }

    private static async Task FillAsync(string path, long bytes)
    {
        await using var file = File.Create(path);
        var piece = new byte[PieceBytes];
        for (var left = bytes; left > 0; left -= piece.Length)
        {
            RandomNumberGenerator.Fill(piece);
            await file.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)));
        }
    }
}
