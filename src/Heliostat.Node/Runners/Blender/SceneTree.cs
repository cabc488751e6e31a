using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// Shows a scene's files at the places where they were when it was made, so that little in it has to be rewritten.
/// They are linked into a folder of the run that looks like the disk they came from, and of that folder only the
/// uppermost folders are shown: a scene may have more files than a box can have mount points.
/// </summary>
internal sealed class SceneTree
{
    private const int PlacesMax = 200;

    private readonly string _root;
    private readonly SortedDictionary<string, BindMount> _binds = new(StringComparer.Ordinal);

    /// <summary>Builds the tree in the run's work folder.</summary>
    /// <exception cref="RunFailedException">The files cannot be where the scene says.</exception>
    public SceneTree(BlenderOrder order)
    {
        Check(order);
        _root = Readable.Folder(Path.Combine(order.WorkFolder, "scene"));
        foreach (var file in order.Files)
        {
            Readable.File(file.Local);
            Show(file.Local, file.Original);
        }

        if (_binds.Count > PlacesMax)
        {
            throw Unusable($"The scene's files come from more than {PlacesMax} folders of the uppermost level.");
        }
    }

    /// <summary>What the box shows, and where.</summary>
    public IEnumerable<BindMount> Binds => _binds.Values;

    // Once more, although the list was checked when it came: what is shown decides what a box is.
    private static void Check(BlenderOrder order)
    {
        var files = order.Files;
        if (files.All(file => file.Original != order.Main))
        {
            throw Unusable("The scene's own file is not in its list of files.");
        }

        if (!files.All(file => ScenePlaces.MayShow(file.Original)))
        {
            throw Unusable("A file of the scene has a path that is not an absolute POSIX path, or one of the node's.");
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
            if (ScenePlaces.MayShow(shown[..end]))
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
