using System.Globalization;
using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Engines.Disks;

/// <summary>
/// A folder that can hold so many bytes and files and no more: a file system of its own in a file, mounted. What a
/// container writes there stays when the container is gone. Needs root, as mounting does.
/// </summary>
internal sealed class SizedDisk : IAsyncDisposable
{
    /// <summary>The least that a file system needs for itself.</summary>
    public const long BytesMin = 4L << 20;

    private const string FolderName = "files";
    private const string FileName = "disk";
    private const string LostFolder = "lost+found";
    private const string MountsFile = "/proc/self/mounts";

    private readonly string _place;

    private SizedDisk(string place) => _place = place;

    /// <summary>Where it is mounted.</summary>
    public string Folder => Path.Combine(_place, FolderName);

    /// <summary>Makes one in a new folder; its bytes are taken from the machine's disk at once.</summary>
    /// <param name="place">The folder, which must not be there yet.</param>
    /// <param name="bytes">The size, of which a few hundredths go to the file system itself.</param>
    /// <param name="user">The user and group whose folder it becomes.</param>
    /// <param name="cancellation">Stops making it.</param>
    /// <exception cref="EngineException">The machine has no room, no right or no program for it.</exception>
    public static async Task<SizedDisk> CreateAsync(
        string place, long bytes, int user, CancellationToken cancellation = default)
    {
        var disk = new SizedDisk(place);
        try
        {
            await disk.MakeAsync(Math.Max(bytes, BytesMin), user, cancellation).ConfigureAwait(false);
            return disk;
        }
        catch (Exception error)
        {
            await disk.DisposeAsync().ConfigureAwait(false);
            throw error is IOException or UnauthorizedAccessException ? Failed(error.Message) : error;
        }
    }

    /// <summary>The disk that was made at a place before, perhaps by an agent that is no more.</summary>
    public static SizedDisk At(string place) => new(place);

    /// <summary>Takes away the disks that an agent left below a folder when it died; answers how many.</summary>
    public static async Task<int> RemoveLeftAsync(string folder, CancellationToken cancellation = default)
    {
        var places = File.ReadLines(MountsFile)
            .Select(line => line.Split(' ')[1])
            .Where(mount => mount.StartsWith(folder + "/", StringComparison.Ordinal)
                && Path.GetFileName(mount) == FolderName)
            .Select(mount => Path.GetDirectoryName(mount)!)
            .ToList();
        foreach (var place in places)
        {
            cancellation.ThrowIfCancellationRequested();
            await new SizedDisk(place).DisposeAsync().ConfigureAwait(false);
        }

        return places.Count;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsMounted() && await HostProgram.RunAsync(["umount", Folder]).ConfigureAwait(false) is not null)
        {
            // Somebody still looks into it: it goes when they do.
            _ = await HostProgram.RunAsync(["umount", "--lazy", Folder]).ConfigureAwait(false);
        }

        if (Directory.Exists(_place) && !IsMounted())
        {
            Directory.Delete(_place, recursive: true);
        }
    }

    /// <summary>Makes its folder another user's, before anything lies in it.</summary>
    /// <exception cref="EngineException">The machine does not let it be given.</exception>
    public void GiveTo(int user)
    {
        if (PosixCalls.ChangeOwner(Folder, (uint)user, (uint)user) != 0)
        {
            throw Failed($"its folder could not be given to the user {user}");
        }
    }

    private async Task MakeAsync(long bytes, int user, CancellationToken cancellation)
    {
        if (Path.Exists(_place))
        {
            throw Failed($"{_place} is there already");
        }

        _ = Directory.CreateDirectory(Folder);
        var file = Path.Combine(_place, FileName);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            PreallocationSize = bytes,
        };
        await using (var stream = new FileStream(file, options))
        {
            stream.SetLength(bytes);
        }

        var owner = user.ToString(CultureInfo.InvariantCulture);
        string[] format =
            ["mkfs.ext4", "-q", "-F", "-m", "0", "-O", "^has_journal", "-E", $"root_owner={owner}:{owner}"];
        await RunAsync([.. format, file], cancellation).ConfigureAwait(false);
        await RunAsync(["mount", "-o", "loop,nosuid,nodev,noatime", file, Folder], cancellation).ConfigureAwait(false);
        Directory.Delete(Path.Combine(Folder, LostFolder));
    }

    private bool IsMounted() => File.ReadLines(MountsFile).Any(line => line.Split(' ')[1] == Folder);

    private static async Task RunAsync(string[] command, CancellationToken cancellation)
    {
        if (await HostProgram.RunAsync(command, "", cancellation).ConfigureAwait(false) is { } complaint)
        {
            throw Failed($"{command[0]}: {complaint}");
        }
    }

    private static EngineException Failed(string why) => new(
        EngineCodes.DiskFailed, $"A disk of a limited size could not be made: {why}. Make room, and run as root.");
}
