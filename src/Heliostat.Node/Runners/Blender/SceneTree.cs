using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// Shows a scene's files at the places where they were when it was made, so that nothing in it has to be rewritten.
/// They are linked into a folder of the run that looks like the disk they came from, and of that folder only the
/// uppermost folders are shown: a scene may have more files than a box can have mount points.
/// <para>
/// A file from a place that no box gives away, such as a font of the system, lies under /moved instead, and the driver
/// turns the path in the open scene; then all others lie there too, so that relative paths still lead from one to the
/// other.
/// </para>
/// </summary>
internal sealed class SceneTree
{
    private const string MovedFolder = "/moved";
    private const int PlacesMax = 200;

    private readonly string _root;
    private readonly SortedDictionary<string, BindMount> _binds = new(StringComparer.Ordinal);

    /// <summary>Builds the tree in the run's work folder.</summary>
    /// <exception cref="RunFailedException">The files cannot be where the scene says.</exception>
    public SceneTree(BlenderOrder order)
    {
        Check(order);
        _root = Readable.Folder(Path.Combine(order.WorkFolder, "scene"));
        Moved = order.Files.Where(file => !MountPoints.MayCover(file.Original))
            .ToDictionary(file => file.Original, file => MovedFolder + file.Original);
        Main = Moved.GetValueOrDefault(order.Main, order.Main);
        foreach (var file in order.Files)
        {
            Readable.File(file.Local);
            if (!Moved.ContainsKey(file.Original))
            {
                Show(file.Local, file.Original);
            }

            if (Moved.Count > 0)
            {
                Show(file.Local, MovedFolder + file.Original);
            }
        }

        if (_binds.Count > PlacesMax)
        {
            throw Unusable($"The scene's files come from more than {PlacesMax} folders of the uppermost level.");
        }
    }

    /// <summary>What the box shows, and where.</summary>
    public IEnumerable<BindMount> Binds => _binds.Values;

    /// <summary>The files that lie elsewhere than the scene says: from there to here.</summary>
    public IReadOnlyDictionary<string, string> Moved { get; }

    /// <summary>Where the box shows the scene itself.</summary>
    public string Main { get; }

    private static void Check(BlenderOrder order)
    {
        var files = order.Files;
        if (files.All(file => file.Original != order.Main))
        {
            throw Unusable("The scene's own file is not in its list of files.");
        }

        if (files.Any(file => file.Original is not ['/', ..]
            || !MountPoints.MayCover(MovedFolder + file.Original, MovedFolder)))
        {
            throw Unusable("A file of the scene has a path that is not an absolute POSIX path.");
        }

        if (files.Select(file => file.Original).Distinct().Count() != files.Count)
        {
            throw Unusable("The scene's list names a file twice.");
        }
    }

    private void Show(string local, string shown)
    {
        var place = UppermostPlace(shown);
        _binds.TryAdd(place, new BindMount(_root + place, place));
        try
        {
            MakeFolders(Path.GetDirectoryName(shown)!);
            Link(local, _root + shown);
        }
        catch (IOException)
        {
            throw Unusable("The scene's list names a file where it also names a folder, or a name that is too long.");
        }
    }

    private void MakeFolders(string shown)
    {
        if (!Directory.Exists(_root + shown))
        {
            MakeFolders(Path.GetDirectoryName(shown)!);
            Readable.Folder(_root + shown);
        }
    }

    // The first folder on the way down that a box gives away; the file itself where there is none.
    private static string UppermostPlace(string shown)
    {
        for (var end = shown.IndexOf('/', 1); end > 0; end = shown.IndexOf('/', end + 1))
        {
            if (MountPoints.MayCover(shown[..end], MovedFolder))
            {
                return shown[..end];
            }
        }

        return shown;
    }

    // A link costs nothing; where the run's folder is on another disk than the file, it is copied.
    private static void Link(string local, string target)
    {
        if (PosixCalls.Link(local, target) != 0)
        {
            File.Copy(local, target);
            Readable.File(target);
        }
    }

    private static RunFailedException Unusable(string detail) =>
        new(FailureReasons.SceneUnreadable, FaultSide.Job, detail);
}
