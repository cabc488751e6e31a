using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Images;

namespace Heliostat.Bench.Containers;

/// <summary>
/// A Docker of the benchmark's own, with Debian's static busybox as its one image. The machine's own is not touched:
/// <c>bench/run</c> starts this benchmark in a network namespace of its own.
/// </summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    private const int StartRoundsMax = 600;
    private const int EndSecondsMax = 30;
    private const UnixFileMode Open = (UnixFileMode)0b111_101_101;

    private static readonly string[] Programs = ["nc", "sh", "sleep", "true"];

    private readonly Process _process;

    private BenchEngine(Process process, string socket) => (_process, SocketPath) = (process, socket);

    public string SocketPath { get; }

    public EngineClient Client { get; private set; } = null!;

    /// <summary>The image.</summary>
    public static ImageReference Image { get; } = ImageReference.Parse("localhost/bench:1");

    public static async Task<BenchEngine> StartAsync(BenchFolder folder)
    {
        var settings = new Dictionary<string, object>
        {
            ["data-root"] = folder.Under("engine"),
            ["exec-root"] = folder.Under("x"),
            ["pidfile"] = folder.Under("pid"),
            ["hosts"] = new[] { "unix://" + folder.Under("s") },
            ["bridge"] = "none",
            ["shutdown-timeout"] = 1,
        };
        await File.WriteAllTextAsync(folder.Under("daemon.json"), JsonSerializer.Serialize(settings));
        string[] words =
            ["-c", "exec dockerd --config-file \"$0\" >\"$1\" 2>&1", folder.Under("daemon.json"), folder.Under("log")];
        var engine = new BenchEngine(Process.Start(new ProcessStartInfo("/bin/sh", words))!, folder.Under("s"));
        await engine.ConnectAsync(folder);
        using var tar = Tar();
        await engine.Client.Images.ImportAsync(Image, tar);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(EndSecondsMax));
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
    }

    private async Task ConnectAsync(BenchFolder folder)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                Client = await EngineClient.ConnectAsync(SocketPath, EngineLimits.Usual);
                return;
            }
            catch (EngineException error) when (error.Code == EngineCodes.Unreachable)
            {
                if (round == StartRoundsMax || _process.HasExited)
                {
                    throw new InvalidOperationException(await File.ReadAllTextAsync(folder.Under("log")), error);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    public static MemoryStream Tar()
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var folder in (string[])["bin/", "etc/", "output/", "tmp/"])
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = Open });
            }

            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox")
            {
                Mode = Open,
                DataStream = new MemoryStream(File.ReadAllBytes("/usr/bin/busybox")),
            });
            foreach (var name in Programs)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{name}") { LinkName = "busybox" });
            }
        }

        stream.Position = 0;
        return stream;
    }
}
