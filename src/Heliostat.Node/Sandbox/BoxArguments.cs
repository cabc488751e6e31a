using System.Globalization;

namespace Heliostat.Node.Sandbox;

/// <summary>
/// Writes the arguments with which bubblewrap makes a box: no network, nobody else's processes, no
/// capabilities, and only the files that are bound. As root the program becomes the user "nobody"; an
/// ordinary user gets a user namespace.
/// </summary>
internal sealed class BoxArguments
{
    /// <summary>The user and group inside every box: "nobody".</summary>
    public const uint BoxUser = 65534;

    private static readonly string[] SystemFolders =
        ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    private static readonly string[] SystemFiles =
        ["/etc/fonts", "/etc/ld.so.cache", "/etc/alternatives", "/var/cache/fontconfig"];

    private readonly List<string> _arguments = [];
    private readonly HashSet<string> _folders = ["/"];

    private BoxArguments()
    {
    }

    /// <summary>Whether runs become another user of the machine, which only root can do.</summary>
    public static bool BecomesNobody { get; } = OperatingSystem.IsLinux() && PosixCalls.EffectiveUser() == 0;

    /// <summary>The options of bubblewrap, without the program.</summary>
    public static IReadOnlyList<string> Options(BoxView view, ProcessOrder order)
    {
        var box = new BoxArguments();
        box.AddNamespaces();
        box.AddSystem();
        box.Add("--perms", "1777", "--size", Text(view.TemporaryBytes), "--tmpfs", "/tmp");
        box._folders.Add("/tmp");
        foreach (var bind in view.Binds.OrderBy(bind => bind.Target.Length))
        {
            box.AddBind(bind);
        }

        box.Add("--chdir", order.WorkingFolder, "--clearenv");
        foreach (var (name, value) in order.Environment)
        {
            box.Add("--setenv", name, value);
        }

        return box._arguments;
    }

    /// <summary>The program and its arguments, as they follow the options.</summary>
    public static IReadOnlyList<string> Command(ProcessOrder order) => BecomesNobody
        ? ["setpriv", "--reuid", Text(BoxUser), "--regid", Text(BoxUser), "--clear-groups", "--inh-caps=-all",
            "--bounding-set=-all", "--no-new-privs", "--", order.Program, .. order.Arguments]
        : [order.Program, .. order.Arguments];

    private void AddNamespaces()
    {
        Add("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try");
        Add("--hostname", "box", "--die-with-parent", "--new-session", "--cap-drop", "ALL");
        if (BecomesNobody)
        {
            // Only for the step to "nobody", which gives them all up.
            Add("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP");
        }
        else
        {
            Add("--unshare-user", "--uid", Text(BoxUser), "--gid", Text(BoxUser));
        }
    }

    private void AddSystem()
    {
        Add("--ro-bind", "/usr", "/usr");
        _folders.Add("/usr");
        foreach (var folder in SystemFolders.Select(path => new DirectoryInfo(path)).Where(folder => folder.Exists))
        {
            if (folder.LinkTarget is { } target)
            {
                Add("--symlink", target, folder.FullName);
            }
            else
            {
                Add("--ro-bind", folder.FullName, folder.FullName);
            }
        }

        foreach (var path in SystemFiles)
        {
            AddParents(path);
            Add("--ro-bind-try", path, path);
        }

        Add("--proc", "/proc", "--dev", "/dev");
    }

    private void AddBind(BindMount bind)
    {
        if (!Path.Exists(bind.Source))
        {
            throw new SandboxException($"A file that the box should show is not there: {bind.Source}.");
        }

        AddParents(bind.Target);
        Add(bind.Writable ? "--bind" : "--ro-bind", bind.Source, bind.Target);
        _folders.Add(bind.Target);
        if (bind.Writable && BecomesNobody)
        {
            _ = PosixCalls.ChangeOwner(bind.Source, BoxUser, BoxUser);
        }
    }

    // Bubblewrap would make missing parents with mode 0700, which "nobody" cannot enter.
    private void AddParents(string path)
    {
        var parent = Path.GetDirectoryName(path) ?? "/";
        if (_folders.Contains(parent) || _folders.Any(folder => IsBoundAt(folder, parent)))
        {
            return;
        }

        AddParents(parent);
        Add("--perms", "0755", "--dir", parent);
        _folders.Add(parent);
    }

    private static bool IsBoundAt(string folder, string path) =>
        folder == "/usr" && path.StartsWith("/usr/", StringComparison.Ordinal);

    private void Add(params ReadOnlySpan<string> arguments) => _arguments.AddRange(arguments);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
