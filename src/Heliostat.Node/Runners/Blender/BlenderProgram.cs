using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Runners.Blender;

/// <summary>Which Blender this node runs, and what a box must show so that it runs there.</summary>
/// <param name="Path">Its absolute path as the box sees it.</param>
/// <param name="Binds">What has to be shown besides /usr.</param>
internal sealed record BlenderProgram(string Path, IReadOnlyList<BindMount> Binds)
{
    /// <summary>The environment variable that names another Blender than the one in the usual places.</summary>
    public const string Variable = "HELIOSTAT_BLENDER";

    private const string DefaultName = "blender";
    private const string InstalledFolder = "/usr/";
    private const string BoxFolder = "/blender";

    /// <summary>The Blender that is configured, or the installed one; null where there is none.</summary>
    public static BlenderProgram? Find(string? configured = null)
    {
        var name = configured ?? Environment.GetEnvironmentVariable(Variable) ?? DefaultName;
        var found = name.Contains('/', StringComparison.Ordinal) && File.Exists(name)
            ? System.IO.Path.GetFullPath(name)
            : SandboxProbe.FindProgram(name);
        return found is null ? null : At(File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found);
    }

    private static BlenderProgram At(string path)
    {
        if (path.StartsWith(InstalledFolder, StringComparison.Ordinal))
        {
            return new BlenderProgram(path, []);
        }

        // Never at its own path: a scene of the same machine may lie beside it. A script stands for itself; a program
        // that was unpacked somewhere needs the folder around it.
        var name = $"{BoxFolder}/{System.IO.Path.GetFileName(path)}";
        return IsScript(path)
            ? new BlenderProgram(name, [new BindMount(path, name)])
            : new BlenderProgram(name, [new BindMount(System.IO.Path.GetDirectoryName(path)!, BoxFolder)]);
    }

    private static bool IsScript(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == '#' && file.ReadByte() == '!';
    }
}
