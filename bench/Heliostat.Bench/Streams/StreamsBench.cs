using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Heliostat.Bench.Containers;
using Heliostat.Bench.Overhead;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Streams;

namespace Heliostat.Bench.Streams;

/// <summary>
/// What a stream through manager and node to a container's port carries and adds, beside a connection on loopback to
/// the same programs. In turn, in one run.
/// </summary>
internal static class StreamsBench
{
    private const int LookMilliseconds = 50;
    private const int WaitSecondsMax = 60;

    public static async Task RunAsync(BenchArguments arguments, BenchFolder folder)
    {
        var rounds = arguments.Count("rounds", 5);
        var bytes = arguments.Count("megabytes", 256) * 1_000_000L;
        var trips = arguments.Count("trips", 1000);
        await using var engine = await BenchEngine.StartAsync(folder);
        await using var registry = await BenchRegistry.StartAsync(folder, engine);
        await using var manager = await BenchManager.StartAsync(folder);
        var node = await BenchNode.RegisterAsync(manager, folder, "worker", capability: NodeCapability.Docker);
        node.Variables["HELIOSTAT_ENGINE"] = engine.SocketPath;
        await using var working = await node.StartAndWaitAsync(manager);
        var job = await StartJobAsync(manager, registry, bytes);
        using var programs = Process.Start("/bin/sh", ["-c", StreamPrograms.Script("/usr/bin/busybox", bytes)]);
        try
        {
            var bare = new StreamRounds(ConnectAsync, EndWritesAsync);
            var network = new StreamRounds(
                async port => await manager.Consumer.Streams.OpenAsync(job, port, null, CancellationToken.None),
                async stream => await ((ByteSocket)stream).EndWritesAsync());
            await MeasureAsync([bare, network], rounds, bytes, trips);
            Print(bare, network, bytes, trips);
        }
        finally
        {
            using var kill = Process.Start("kill", ["-TERM", programs.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            await programs.WaitForExitAsync();
        }

        await EndJobAsync(manager, engine, job);
    }

    private static async Task MeasureAsync(StreamRounds[] ways, int rounds, long bytes, int trips)
    {
        foreach (var way in ways)
        {
            await way.UntilOpenAsync();
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var way in ways)
            {
                await way.TripAsync(trips);
                await way.SendAsync(bytes);
                await way.ReceiveAsync(bytes);
            }
        }
    }

    private static void Print(StreamRounds bare, StreamRounds network, long bytes, int trips)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes / 1e6:0} MB one way; {trips} round trips of {StreamRounds.RoundTripBytes} bytes, one after the "
            + $"other, on one connection; all on one machine: {Environment.ProcessorCount} cores, "
            + $"{RuntimeInformation.OSDescription}, .NET {Environment.Version}:"));
        Line("to the port, loopback", bare.Up);
        Line("to the port, stream", network.Up);
        Line("from the port, loopback", bare.Down);
        Line("from the port, stream", network.Down);
        Line("round trip p50, loopback", bare.TripsP50);
        Line("round trip p50, stream", network.TripsP50);
        Line("round trip p99, loopback", bare.TripsP99);
        Line("round trip p99, stream", network.TripsP99);
        Line("connected and first bytes back, loopback", bare.Open);
        Line("connected and first bytes back, stream", network.Open);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"a stream adds {network.TripsP50.Median - bare.TripsP50.Median:0} µs to the round trip at p50, "
            + $"{network.TripsP99.Median - bare.TripsP99.Median:0} µs at p99"));
    }

    private static void Line(string what, Spread spread) => Console.WriteLine($"{what + ":",-42}{spread}");

    private static async Task<Stream> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Task EndWritesAsync(Stream stream)
    {
        ((NetworkStream)stream).Socket.Shutdown(SocketShutdown.Send);
        return Task.CompletedTask;
    }

    private static async Task<Guid> StartJobAsync(BenchManager manager, BenchRegistry registry, long bytes)
    {
        var image = registry.Image;
        var parameters = new ContainerParameters
        {
            Host = image.Registry,
            Image = image.Name[(image.Registry.Length + 1)..],
            Tag = image.Version,
            Command = ["sh", "-c", StreamPrograms.Script("busybox", bytes)],
            Env = new Dictionary<string, string> { ["PATH"] = "/bin" },
            Ports = StreamPrograms.Ports,
        };
        var job = await manager.Consumer.Jobs.SubmitAsync(
            new JobRequest
            {
                Task = JobKind.Persistent,
                CpuCount = 1,
                MinRamGb = 1,
                Parameters = new JobParameters(
                    JobTypes.Docker,
                    JsonSerializer.SerializeToElement(parameters, ApiJson.Default.ContainerParameters)),
            },
            CancellationToken.None);
        return job.Uuid;
    }

    private static async Task EndJobAsync(BenchManager manager, BenchEngine engine, Guid job)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax));
        _ = await manager.Consumer.Jobs.CancelAsync(job, null, patience.Token);
        while ((await engine.Client.Containers.ListAsync([], patience.Token)).Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(LookMilliseconds), patience.Token);
        }
    }
}
