using Heliostat.Node.Registering;
using Heliostat.Node.Runners.Plugins.BuiltIn;
using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>What authors of plugins look at and try out on this machine, without any manager.</summary>
public static class PluginShelf
{
    /// <summary>The folder of plugins that the environment names, or the one in the node's home.</summary>
    public static string FolderOf(Func<string, string?> environment) =>
        environment(NodeConfiguration.PluginsVariable) is { } named && !string.IsNullOrWhiteSpace(named)
            ? Path.GetFullPath(named.Trim())
            : NodeHome.OfUser(environment).PluginsFolder;

    /// <summary>Every plugin of this machine's node: built in, of its settings, and of folders.</summary>
    /// <exception cref="RegistrationException">The settings cannot be read, or a plugin of them.</exception>
    /// <exception cref="IOException">The folder cannot be looked through.</exception>
    public static IReadOnlyList<ShelvedPlugin> List(Func<string, string?> environment)
    {
        var customs = NodeHome.OfUser(environment).ReadSettings()?.Plugins ?? [];
        var own = PluginCatalogue.Create(customs);
        var folders = PluginFolders.Look(FolderOf(environment), new PluginLimits(), own.Owners);
        return
        [
            .. own.JobTypes.Select(type => new ShelvedPlugin(
                type, BuiltInPlugins.JobTypes.Contains(type) ? "built in" : "config.json", new PluginLimits(), [])),
            .. folders.Select(Shelved),
        ];
    }

    /// <summary>The plugins of folders that a node could use, as registration takes them.</summary>
    /// <exception cref="IOException">The folder cannot be looked through.</exception>
    public static IReadOnlyList<CustomPlugin> Usable(Func<string, string?> environment) =>
    [
        .. PluginFolders.Look(FolderOf(environment), new PluginLimits(), PluginCatalogue.Create([]).Owners)
            .Where(folder => folder.IsUsed)
            .Select(folder => new CustomPlugin(folder.Program!.JobType, folder.Manifest!.Command, folder.Path)),
    ];

    /// <summary>One plugin's folder by itself, and whether it would clash with a built-in one.</summary>
    public static ShelvedPlugin Check(string folder)
    {
        var found = PluginFolders.Read(folder, new PluginLimits());
        return Shelved(PluginFolders.Alone(found, [], PluginCatalogue.Create([]).Owners));
    }

    /// <summary>Runs a payload through a plugin's folder as a node would: boxed, with the same limits.</summary>
    /// <param name="folder">A folder in which nothing is wrong.</param>
    /// <param name="trial">The payload, and who hears what is said meanwhile.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<PluginTrialEnd> RunAsync(
        string folder, PluginTrial trial, CancellationToken cancellation)
    {
        var found = PluginFolders.Read(folder, new PluginLimits());
        var program = found.Program ?? throw new ArgumentException("The folder has faults; check it first.");
        if (program.Schema?.FindFault(trial.Payload) is { } fault)
        {
            return PluginTrialEnd.Refused(fault);
        }

        var whyNoBox = await SandboxProbe.WhyNoBoxAsync().ConfigureAwait(false);
        var workshop = new PluginWorkshop(PluginCatalogue.Create([]), new PluginLimits(), whyNoBox is null, false);
        var outcome = await trial.RunAsync(program, workshop, cancellation).ConfigureAwait(false);
        return new PluginTrialEnd(outcome.Result, outcome.Failure, outcome.Milliseconds, whyNoBox);
    }

    private static ShelvedPlugin Shelved(PluginFolder folder) => new(
        folder.Manifest?.JobType, folder.Name, folder.Manifest?.Limits ?? new PluginLimits(), folder.Faults)
    {
        IsFolder = true,
        Version = folder.Manifest?.Version ?? "",
        Description = folder.Manifest?.Description ?? "",
    };
}
