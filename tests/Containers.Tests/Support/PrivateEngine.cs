using System.Text.Json;
using Heliostat.Node.Engines;
using Heliostat.Node.Tests.Support;

namespace Heliostat.Containers.Tests.Support;

/// <summary>
/// A real engine of a test's own: its own socket, folders and network namespace. The system's engine, where there is
/// one, is not touched.
/// </summary>
internal sealed class PrivateEngine : IAsyncDisposable
{
    private const int SignalKill = 9;

    private readonly EngineFolder _folder;

    private readonly EngineKind _kind;

    private PrivateEngine(EngineKind kind, EngineFolder folder, NetworkSpace space)
    {
        (_kind, _folder, Space, SocketPath) = (kind, folder, space, folder.File("s"));
        Process = Start();
    }

    public NetworkSpace Space { get; }

    public OwnProcess Process { get; private set; }

    public string SocketPath { get; }

    public EngineClient Client { get; private set; } = null!;

    /// <summary>The folder of this machine in which a container's mounts lie.</summary>
    public string MountRoot => _folder.File("m");

    public static async Task<PrivateEngine> StartAsync(EngineKind kind, EngineLimits? limits = null)
    {
        Assert.SkipUnless(Environment.UserName == "root", "A private engine needs root: run ./test as root.");
        var folder = new EngineFolder();
        var space = await NetworkSpace.OpenAsync(folder.Path);
        var engine = new PrivateEngine(kind, folder, space);
        try
        {
            await engine.ConnectAsync(limits ?? EngineLimits.Usual);
            _ = Directory.CreateDirectory(engine.MountRoot);
            await using var tar = SmallImage.Tar();
            await engine.Client.Images.ImportAsync(SmallImage.Name, tar);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await Process.DisposeAsync();
        await Space.DisposeAsync();
        await _folder.DisposeAsync();
    }

    /// <summary>Kills it, as a fault of its machine would.</summary>
    public async Task KillAsync()
    {
        Process.Signal(SignalKill);
        await Process.DisposeAsync();
    }

    /// <summary>Starts it again after it was killed.</summary>
    public async Task ReviveAsync()
    {
        // Nobody may have waited for those that died with it, and then their numbers look alive.
        File.Delete(_folder.File("pid"));
        File.Delete(_folder.File("x/containerd/containerd.pid"));
        File.Delete(SocketPath);
        var limits = Client.Limits;
        Client.Dispose();
        Process = Start();
        await ConnectAsync(limits);
    }

    private OwnProcess Start() =>
        _kind == EngineKind.Docker ? StartDocker(_folder, Space) : StartPodman(_folder, Space, SocketPath);

    private async Task ConnectAsync(EngineLimits limits)
    {
        await Wait.UntilAsync(() => File.Exists(SocketPath) || !Process.IsAlive, "the engine's socket");
        for (var round = 0; ; round++)
        {
            try
            {
                Assert.True(Process.IsAlive, await File.ReadAllTextAsync(Process.Log));
                Client = await EngineClient.ConnectAsync(SocketPath, limits);
                return;
            }
            catch (EngineException error) when (error.Code is EngineCodes.Unreachable or EngineCodes.Gone)
            {
                Assert.True(round < 600, File.ReadAllText(Process.Log));
                await Task.Delay(100);
            }
        }
    }

    private static OwnProcess StartDocker(EngineFolder folder, NetworkSpace space)
    {
        var settings = new Dictionary<string, object>
        {
            ["data-root"] = folder.File("d"),
            ["exec-root"] = folder.File("x"),
            ["pidfile"] = folder.File("pid"),
            ["hosts"] = new[] { "unix://" + folder.File("s") },
            ["bridge"] = "none",
            ["shutdown-timeout"] = 1,
        };
        File.WriteAllText(folder.File("daemon.json"), JsonSerializer.Serialize(settings));
        return OwnProcess.Start(
            folder.File("engine.log"), [.. space.Enter, "dockerd", "--config-file", folder.File("daemon.json")]);
    }

    // The limits of files and processes are given, because the kernel here refuses those that Podman chooses itself;
    // locks lie in files, because those in shared memory belong to the whole machine.
    private static OwnProcess StartPodman(EngineFolder folder, NetworkSpace space, string socket)
    {
        File.WriteAllText(folder.File("containers.conf"), """
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            lock_type = "file"
            [network]
            network_backend = "netavark"
            """);
        File.WriteAllText(folder.File("registries.conf"), $"""
            [[registry]]
            location = "{PrivateRegistry.Host}"
            insecure = true
            """);
        File.WriteAllText(folder.File("storage.conf"), $"""
            [storage]
            driver = "overlay"
            graphroot = "{folder.File("r")}"
            runroot = "{folder.File("n")}"
            """);
        return OwnProcess.Start(
            folder.File("engine.log"),
            [
                .. space.Enter, "podman", "--tmpdir", folder.File("t"), "--network-config-dir", folder.File("c"),
                "system", "service", "--time=0", "unix://" + socket,
            ],
            ("CONTAINERS_CONF", folder.File("containers.conf")),
            ("CONTAINERS_REGISTRIES_CONF", folder.File("registries.conf")),
            ("CONTAINERS_STORAGE_CONF", folder.File("storage.conf")),
            ("HOME", folder.Path),
            ("TMPDIR", folder.Path));
    }
}
