using System.Diagnostics;

namespace Heliostat.Containers.Tests.Support;

/// <summary>
/// The folder of one private engine. In the end whatever still runs out of it is ended by its id, what is mounted below
/// it is unmounted, and it is removed.
/// </summary>
internal sealed class EngineFolder : IAsyncDisposable
{
    private const int RoundsMax = 50;

    // Not below what TMPDIR names: Podman puts sockets into it, and where a socket's path is longer than the system
    // takes, it looks for the end of a container only now and then, up to twenty seconds late.
    public string Path { get; } =
        Directory.CreateDirectory($"/tmp/heliostat-e-{Guid.NewGuid().ToString("N")[..8]}").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Safe to do again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(Path))
        {
            return;
        }

        for (var round = 0; round < RoundsMax && Processes() is { Count: > 0 } left; round++)
        {
            left.ForEach(Kill);
            await Task.Delay(100);
        }

        Assert.Empty(Processes());
        await UnmountAsync(Path);
        Directory.Delete(Path, recursive: true);
    }

    /// <summary>Unmounts whatever is mounted below a folder.</summary>
    public static async Task UnmountAsync(string folder)
    {
        foreach (var mount in MountsBelow(folder).OrderByDescending(mount => mount.Length))
        {
            _ = await OwnProcess.RunAsync("umount", "--lazy", mount);
        }

        Assert.Empty(MountsBelow(folder));
    }

    /// <summary>Where something is mounted below a folder.</summary>
    public static List<string> MountsBelow(string folder) =>
        [.. System.IO.File.ReadLines("/proc/self/mounts")
            .Select(line => line.Split(' ')[1])
            .Where(mount => mount.StartsWith(folder + "/", StringComparison.Ordinal))];

    // Monitors of containers outlive an engine that was killed; they carry its folder among their arguments.
    private List<int> Processes() =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(System.IO.Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 1 && id != Environment.ProcessId && Arguments(id).Contains(Path + "/"))];

    private static string Arguments(int id)
    {
        try
        {
            return System.IO.File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // It ended by itself.
        }
    }
}
