using System.Reflection;
using System.Text.Json;

namespace Heliostat.Client.Packing;

/// <summary>
/// Finds all that a scene needs, by asking the Blender of this machine. Scripts that the scene carries are not run.
/// </summary>
public sealed class ScenePacker
{
    /// <summary>The environment variable that names another Blender than the one in the usual places.</summary>
    public const string BlenderVariable = "HELIOSTAT_BLENDER";

    private const string ResourcePrefix = "packing/";
    private const string ResultName = "packed.json";
    private const string Cycles = "CYCLES";
    private const int FilesNamedMax = 5;

    private static readonly byte[][] Heads = ["BLENDER"u8.ToArray(), [0x28, 0xB5, 0x2F, 0xFD], [0x1F, 0x8B]];

    private readonly string _blender;

    /// <summary>Packs with this Blender.</summary>
    /// <param name="blender">
    /// Its path, or its name in the usual places; null takes that of <see cref="BlenderVariable"/>, else
    /// <c>blender</c>.
    /// </param>
    public ScenePacker(string? blender = null) =>
        _blender = blender ?? Environment.GetEnvironmentVariable(BlenderVariable) ?? "blender";

    /// <summary>
    /// Whether unbaked physics are taken: such a scene is rendered as one task, which bakes them first.
    /// </summary>
    public bool OneTask { get; init; }

    /// <summary>
    /// Whether files that are not there are let go: what shows them is rendered as Blender renders it without them.
    /// </summary>
    public bool AllowMissing { get; init; }

    /// <summary>
    /// A folder in which to remember what Blender said, so that a scene that is as it was is not opened again; null
    /// remembers nothing.
    /// </summary>
    public string? MemoryFolder { get; init; }

    /// <summary>Describes a scene, and refuses one that no node could render.</summary>
    /// <param name="scene">The path of the .blend file.</param>
    /// <param name="cancellation">Ends Blender.</param>
    /// <exception cref="ScenePackingException">The scene cannot be submitted.</exception>
    public async Task<PackedScene> PackAsync(string scene, CancellationToken cancellation = default)
    {
        var path = Path.GetFullPath(scene);
        CheckHead(path);
        var memory = MemoryFolder is null ? null : new PackingMemory(MemoryFolder, path, _blender, Scripts);
        var document = memory?.Recall() ?? await DescribeAsync(path, cancellation).ConfigureAwait(false);
        if (document.Error is not null || document.Facts is not { } facts)
        {
            throw new ScenePackingException(ScenePackingException.Unreadable,
                $"Blender cannot read {path}. It is not all of a .blend file, or a later version made it: "
                + "open it in Blender and save it again.");
        }

        memory?.Keep(document);
        Refuse(document, facts);
        return new PackedScene(document.Main!, document.Blender!, document.Files, facts)
        {
            Missing = document.Missing,
            LeftOut = document.LeftOut,
        };
    }

    // Another build may bring other scripts, which say other things.
    private static string Scripts => typeof(ScenePacker).Assembly.ManifestModule.ModuleVersionId.ToString();

    private static void CheckHead(string path)
    {
        if (!File.Exists(path))
        {
            throw new ScenePackingException(ScenePackingException.NotFound, $"There is no file {path}.");
        }

        using var file = File.OpenRead(path);
        var start = new byte[Heads.Max(head => head.Length)];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!Heads.Any(head => start.AsSpan(0, length).StartsWith(head)))
        {
            throw new ScenePackingException(ScenePackingException.NotABlend, $"{path} is not a .blend file.");
        }
    }

    private static void WriteScripts(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            {
                using var source = assembly.GetManifestResourceStream(name)!;
                using var target = File.Create(Path.Combine(folder, name[ResourcePrefix.Length..]));
                source.CopyTo(target);
            }
        }
    }

    private async Task<PackedDocument> DescribeAsync(string scene, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("heliostat-packing-");
        try
        {
            WriteScripts(folder.FullName);
            return await DescribeAsync(folder.FullName, scene, cancellation).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<PackedDocument> DescribeAsync(string folder, string scene, CancellationToken cancellation)
    {
        var result = Path.Combine(folder, ResultName);
        string[] arguments =
        [
            "-b", "-Y", "--factory-startup", "--python-exit-code", "3",
            "-P", Path.Combine(folder, "pack_scene.py"), "--", scene, result,
        ];
        var words = await PackingProcess.RunAsync(_blender, arguments, cancellation).ConfigureAwait(false);
        if (!File.Exists(result) || new FileInfo(result).Length == 0)
        {
            throw new ScenePackingException(ScenePackingException.BlenderFailed,
                $"Blender ended before it had described {scene}: {words}");
        }

        await using var stream = File.OpenRead(result);
        var document = await JsonSerializer.DeserializeAsync(stream, PackingJson.Default.PackedDocument, cancellation)
            .ConfigureAwait(false);
        return document!;
    }

    private void Refuse(PackedDocument document, SceneDescription facts)
    {
        if (facts.Engine != Cycles)
        {
            throw new ScenePackingException(ScenePackingException.EngineUnsupported,
                $"The scene renders with {facts.Engine}. Nodes offer Cycles: choose it under Render > Render Engine.");
        }

        if (!facts.HasCamera)
        {
            throw new ScenePackingException(ScenePackingException.WithoutCamera,
                "The scene has no active camera. Add one, or choose one under Scene > Camera.");
        }

        RefuseFiles(document);

        if (facts.Unbaked.Count > 0 && (!OneTask || facts.Unbaked.Any(physics => physics.Kind == "FLUID")))
        {
            var objects = string.Join(", ", facts.Unbaked.Select(p => $"{p.Object} ({p.Kind})").Take(FilesNamedMax));
            throw new ScenePackingException(ScenePackingException.PhysicsUnbaked,
                $"The scene simulates physics that are not baked: {objects}. "
                + "Bake them and save the file, or submit with --one-task (not for fluids).");
        }

        if (facts.Unsupported.Count > 0)
        {
            throw new ScenePackingException(ScenePackingException.Unsupported, facts.Unsupported[0].Advice);
        }
    }

    private void RefuseFiles(PackedDocument document)
    {
        if (document.Refused.Count > 0)
        {
            throw new ScenePackingException(ScenePackingException.FilesRefused,
                $"The scene names files of the system, which are not sent anywhere: {List(document.Refused)}. "
                + "Remove them from the scene, or copy them to a folder of your own.");
        }

        if (document.Missing.Count > 0 && !AllowMissing)
        {
            throw new ScenePackingException(ScenePackingException.FilesMissing,
                $"The scene names files that are not there: {List(document.Missing)}. "
                + "In Blender, File > External Data > Find Missing Files finds them; "
                + "or submit with --allow-missing, and they are rendered as missing.");
        }
    }

    private static string List(IReadOnlyList<NamedFile> files) =>
        string.Join(", ", files.Take(FilesNamedMax))
        + (files.Count > FilesNamedMax ? $" and {files.Count - FilesNamedMax} more" : "");
}
