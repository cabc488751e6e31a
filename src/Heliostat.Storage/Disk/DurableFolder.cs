using System.Runtime.InteropServices;

namespace Heliostat.Storage.Disk;

/// <summary>Makes folders and renames durable: a rename survives power failure once its folder is synced.</summary>
internal static partial class DurableFolder
{
    private const int CloseOnExec = 0x80000;

    /// <summary>Makes a folder and those above it that are missing.</summary>
    public static void Make(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is { Length: > 0 } above)
        {
            Make(above);
            Directory.CreateDirectory(folder);
            Sync(above);
        }
    }

    /// <summary>Waits until the disk has the names in a folder. Off Linux the system sees to it.</summary>
    public static void Sync(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var handle = OpenFile(folder, CloseOnExec);
        if (handle < 0)
        {
            throw new IOException($"{folder} could not be opened (error {Marshal.GetLastPInvokeError()}).");
        }

        var failed = SyncFile(handle) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = CloseFile(handle);
        if (failed)
        {
            throw new IOException($"{folder} could not be written to the disk (error {error}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncFile(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int handle);
}
