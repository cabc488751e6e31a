using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>Finds the program that a plugin's folder names, and looks whether the sandbox's user may run it.</summary>
internal static class FolderProgram
{
    private const string Field = "command";
    private const string InstalledFolder = "/usr/";
    private const UnixFileMode ForOthers = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>How the plugin is started; null with a fault where it cannot be.</summary>
    public static PluginProgram? Of(
        string folder, string edition, PluginManifest manifest, List<PluginFault> faults)
    {
        var name = manifest.Command[0];
        var (program, fault) = name.StartsWith('/') ? Absolute(name)
            : name.Contains('/', StringComparison.Ordinal) ? Within(folder, name)
            : OnPath(folder, name);
        fault ??= BoxArguments.BecomesNobody && !Has(folder, ForOthers)
            ? $"The sandbox's user cannot look into the folder: run 'chmod -R a+rX {Path.GetFileName(folder)}'."
            : null;
        if (fault is not null)
        {
            faults.Add(new PluginFault(Field, fault));
            return null;
        }

        return PluginCatalogue.Program(manifest.JobType, program!, [.. manifest.Command.Skip(1)]) with
        {
            Folder = folder,
            Edition = edition,
            Limits = manifest.Limits,
            Schema = manifest.Schema,
        };
    }

    private static (string? Program, string? Fault) Absolute(string name) =>
        !name.StartsWith(InstalledFolder, StringComparison.Ordinal)
            ? (null, $"{name} is not in the sandbox, which shows /usr and the plugin's own folder.")
        : File.Exists(name) ? (name, null)
        : (null, $"{name} is not on this machine.");

    private static (string? Program, string? Fault) Within(string folder, string name)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name));
        if (!path.StartsWith(folder + '/', StringComparison.Ordinal))
        {
            return (null, $"{name} does not lie in the plugin's folder.");
        }

        if (!File.Exists(path))
        {
            return (null, $"{name} is not in the folder.");
        }

        var need = BoxArguments.BecomesNobody ? UnixFileMode.OtherExecute : UnixFileMode.UserExecute;
        return Has(path, need)
            ? (Path.GetRelativePath(folder, path), null)
            : (null, $"{name} may not be run: 'chmod a+rx {name}'.");
    }

    private static (string? Program, string? Fault) OnPath(string folder, string name)
    {
        var found = PluginCatalogue.SearchPath.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists);
        return found is not null ? (found, null)
            : File.Exists(Path.Combine(folder, name)) ? (null, $"To mean the file in the folder, write ./{name}.")
            : (null, $"{name} is not installed on this machine.");
    }

    private static bool Has(string path, UnixFileMode mode) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & mode) == mode;
}
