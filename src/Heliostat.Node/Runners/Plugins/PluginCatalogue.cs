using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Heliostat.Node.Registering;
using Heliostat.Node.Runners.Plugins.BuiltIn;
using Heliostat.Node.Runners.Plugins.Folders;
using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>The plugins of a node: the built-in ones, which are this very program, and those of its operator.</summary>
internal sealed class PluginCatalogue
{
    private const string InstalledFolder = "/usr/";
    private const string Path = "/usr/local/bin:/usr/bin:/bin";

    // What a plugin's heap may hold; where only address space can be limited, the runtime must not reserve more.
    private const long HeapBytesMax = 256L << 20;

    private readonly Dictionary<string, PluginProgram> _programs;

    private PluginCatalogue(IEnumerable<PluginProgram> programs) =>
        _programs = programs.ToDictionary(program => program.JobType);

    /// <summary>Where a program is looked for that is named without a folder.</summary>
    public static IReadOnlyList<string> SearchPath { get; } = [.. Path.Split(':'), RuntimeFolder()];

    /// <summary>The types of job that can be run.</summary>
    public IReadOnlyCollection<string> JobTypes => _programs.Keys;

    /// <summary>Who runs each type of job, in words.</summary>
    public IReadOnlyDictionary<string, string> Owners => _programs.Keys.ToDictionary(
        type => type,
        type => BuiltInPlugins.JobTypes.Contains(type) ? $"the built-in plugin '{type}'" : $"'{type}' of config.json");

    /// <summary>Those of this program and those given.</summary>
    /// <exception cref="RegistrationException">One of those given cannot be one.</exception>
    public static PluginCatalogue Create(IReadOnlyList<CustomPlugin> customs)
    {
        var builtIn = BuiltInPlugins.JobTypes.Select(OwnProgram).ToList();
        foreach (var custom in customs)
        {
            if (builtIn.Any(program => program.JobType == custom.JobType)
                || customs.Count(other => other.JobType == custom.JobType) > 1)
            {
                throw new RegistrationException(
                    "plugin-twice", $"Two plugins run '{custom.JobType}'; name each type once in config.json.");
            }

            if (custom.Command.Count == 0 || !custom.Command[0].StartsWith('/'))
            {
                throw new RegistrationException(
                    "plugin-invalid", $"The command of plugin '{custom.JobType}' begins with an absolute path.");
            }
        }

        return new PluginCatalogue([.. builtIn, .. customs.Select(CustomProgram)]);
    }

    /// <summary>The program of a type of job, or null.</summary>
    public PluginProgram? Find(string jobType) => _programs.GetValueOrDefault(jobType);

    /// <summary>These and those of folders that can be used.</summary>
    public PluginCatalogue With(IEnumerable<PluginFolder> folders) =>
        new([.. _programs.Values, .. folders.Where(folder => folder.IsUsed).Select(folder => folder.Program!)]);

    /// <summary>A program of an operator's, which finds what is installed and the runtime of this agent.</summary>
    public static PluginProgram Program(string jobType, string program, IReadOnlyList<string> arguments) =>
        new(jobType, program, arguments)
        {
            Binds = Shown(RuntimeFolder()),
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = string.Join(':', SearchPath),
                ["DOTNET_ROOT"] = RuntimeFolder(),
                ["DOTNET_EnableDiagnostics"] = "0",
            },
        };

    private static PluginProgram CustomProgram(CustomPlugin custom) =>
        new(custom.JobType, custom.Command[0], [.. custom.Command.Skip(1)])
        {
            Binds = Shown(custom.Folder),
            Environment = new Dictionary<string, string> { ["PATH"] = Path },
        };

    private static PluginProgram OwnProgram(string jobType)
    {
        var program = Environment.ProcessPath!;
        string[] command = [BuiltInPlugins.Subcommand, jobType];
        if (System.IO.Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            command = [Assembly.GetEntryAssembly()!.Location, .. command];
        }

        var runtime = RuntimeFolder();
        return new PluginProgram(jobType, program, command)
        {
            Binds = [.. Shown(AppContext.BaseDirectory.TrimEnd('/')), .. Shown(runtime)],
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = Path,
                ["DOTNET_ROOT"] = runtime,
                ["DOTNET_EnableDiagnostics"] = "0",
                ["DOTNET_gcConcurrent"] = "0",
                ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_GCHeapHardLimit"] = HeapBytesMax.ToString("x", CultureInfo.InvariantCulture),
            },
        };
    }

    // The folder that holds host/ and shared/, three above shared/Microsoft.NETCore.App/VERSION/.
    private static string RuntimeFolder() => System.IO.Path.GetFullPath(
        System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")).TrimEnd('/');

    private static BindMount[] Shown(string? folder) =>
        folder is null || (folder + "/").StartsWith(InstalledFolder, StringComparison.Ordinal)
            ? []
            : [new BindMount(folder, folder)];
}
