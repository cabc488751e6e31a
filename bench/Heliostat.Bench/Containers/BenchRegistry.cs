using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Images;

namespace Heliostat.Bench.Containers;

/// <summary>Debian's registry on loopback, with the engine's image in it.</summary>
internal sealed class BenchRegistry : IAsyncDisposable
{
    private const int StartRoundsMax = 200;
    private const int PushSecondsMax = 60;

    private readonly Process _process;

    private BenchRegistry(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>Its host and port.</summary>
    public string Address { get; }

    /// <summary>The image as the registry has it.</summary>
    public ImageReference Image => ImageReference.Parse($"{Address}/bench:1");

    public static async Task<BenchRegistry> StartAsync(BenchFolder folder, BenchEngine engine)
    {
        var port = FreePort();
        await File.WriteAllLinesAsync(
            folder.Under("registry.yml"),
            [
                "version: 0.1", "log:", "  level: error", "storage:", "  filesystem:",
                $"    rootdirectory: {folder.Under("registry")}", "http:", $"  addr: 127.0.0.1:{port}",
            ]);
        string[] words =
        [
            "-c", "exec docker-registry serve \"$0\" >\"$1\" 2>&1", folder.Under("registry.yml"),
            folder.Under("registry.log"),
        ];
        var process = Process.Start(new ProcessStartInfo("/bin/sh", words))!;
        var registry = new BenchRegistry(process, $"127.0.0.1:{port}");
        await AnswersAsync(port);
        await registry.FillAsync(engine);
        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task AnswersAsync(int port)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (round < StartRoundsMax)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private async Task FillAsync(BenchEngine engine)
    {
        await using (var tar = BenchEngine.Tar())
        {
            await engine.Client.Images.ImportAsync(Image, tar);
        }

        using var connection = new EngineConnection(engine.SocketPath, EngineLimits.Usual) { Prefix = "v1.41/" };
        var login = new RegistryLogin(Address, "nobody", "");
        await connection.DoAsync(EngineRequest.Post($"images/{Image.Name}/push?tag={Image.Version}") with
        {
            RegistryLogin = login.Header(),
            SecondsMax = PushSecondsMax,
            About = "the push",
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
