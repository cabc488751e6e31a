using System.Globalization;
using System.Text.Json;
using Heliostat.Bench.Overhead;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Containers;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Engines.Orders;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Bench.Containers;

/// <summary>
/// How long a container takes to start, by the engine's own word of when its program began: asked for at the engine
/// itself, and submitted as a job to a manager whose one node has the image already. In turn, in one run.
/// </summary>
internal static class ContainersBench
{
    private const int LookMilliseconds = 2;
    private const int WaitSecondsMax = 60;
    private const long RunMs = 60_000;

    // The first process of a container is ended by a signal only where it cares for it.
    private static readonly string[] Program = ["sh", "-c", "trap 'exit 0' TERM; sleep 60 & wait"];

    public static async Task RunAsync(BenchArguments arguments, BenchFolder folder)
    {
        var rounds = arguments.Count("rounds", 50);
        await using var engine = await BenchEngine.StartAsync(folder);
        await using var registry = await BenchRegistry.StartAsync(folder, engine);
        await using var manager = await BenchManager.StartAsync(folder);
        var node = await BenchNode.RegisterAsync(manager, folder, "worker", capability: NodeCapability.Docker);
        node.Variables["HELIOSTAT_ENGINE"] = engine.SocketPath;
        await using var working = await node.StartAndWaitAsync(manager);
        _ = await SubmittedAsync(manager, engine, registry.Image);

        var (bare, network, more) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            bare.Add(await BareAsync(engine, registry.Image));
            network.Add(await SubmittedAsync(manager, engine, registry.Image));
            more.Add(network[^1] - bare[^1]);
        }

        Console.WriteLine($"{rounds} rounds, in turn, from the request until the container's program began:");
        Console.WriteLine($"bare engine API, create and start:    {Words(bare)}");
        Console.WriteLine($"through the network, POST /v1/jobs:   {Words(network)}");
        Console.WriteLine($"more, round by round:                 {Words(more)}");
    }

    private static async Task<double> BareAsync(BenchEngine engine, ImageReference image)
    {
        var run = new RunId(new JobId(Guid.NewGuid()), 0, 1);
        var order = new ContainerOrder
        {
            Image = image,
            Labels = new ContainerLabels(new NodeId(Guid.Empty), run.Job, run),
            Command = Program,
            Environment = new Dictionary<string, string> { ["PATH"] = "/bin" },
            CpuMillis = 1000,
            MemoryBytes = 1L << 30,
        };
        var asked = DateTimeOffset.UtcNow;
        var id = await engine.Client.Containers.CreateAsync(order);
        await engine.Client.Containers.StartAsync(id);
        var began = await BeganAsync(engine, id);
        _ = await engine.Client.Containers.RemoveAsync(id);
        return (began - asked).TotalMilliseconds;
    }

    private static async Task<double> SubmittedAsync(BenchManager manager, BenchEngine engine, ImageReference image)
    {
        var parameters = new ContainerParameters
        {
            Host = image.Registry,
            Image = image.Name[(image.Registry.Length + 1)..],
            Tag = image.Version,
            Command = Program,
            Env = new Dictionary<string, string> { ["PATH"] = "/bin" },
        };
        var request = new JobRequest
        {
            Task = JobKind.Batch,
            CpuCount = 1,
            MinRamGb = 1,
            MaxTimeoutRunMs = RunMs,
            Parameters = new JobParameters(
                JobTypes.Docker, JsonSerializer.SerializeToElement(parameters, ApiJson.Default.ContainerParameters)),
        };
        var asked = DateTimeOffset.UtcNow;
        var job = await manager.Consumer.Jobs.SubmitAsync(request, CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax));
        string[] labels = [$"{EngineWords.LabelPrefix}job={job.Uuid}"];
        IReadOnlyList<ContainerSummary> there = [];
        while (there.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(LookMilliseconds), patience.Token);
            there = await engine.Client.Containers.ListAsync(labels, patience.Token);
        }

        var began = await BeganAsync(engine, there[0].Id);
        _ = await manager.Consumer.Jobs.CancelAsync(job.Uuid, null, patience.Token);
        while (there.Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(LookMilliseconds), patience.Token);
            there = await engine.Client.Containers.ListAsync(labels, patience.Token);
        }

        return (began - asked).TotalMilliseconds;
    }

    // The engine tells the time to the nanosecond; before a start it is the year 1.
    private static async Task<DateTimeOffset> BeganAsync(BenchEngine engine, string id)
    {
        using var connection = new EngineConnection(engine.SocketPath, EngineLimits.Usual) { Prefix = "v1.41/" };
        var until = DateTime.UtcNow.AddSeconds(WaitSecondsMax);
        while (DateTime.UtcNow < until)
        {
            if (await StartedAtAsync(connection, id) is { Year: > 1 } began)
            {
                return began;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(LookMilliseconds));
        }

        throw new InvalidOperationException($"The container did not begin within {WaitSecondsMax} seconds.");
    }

    // A container that is just being made is in the engine's list before it can be asked for.
    private static async Task<DateTimeOffset?> StartedAtAsync(EngineConnection connection, string id)
    {
        try
        {
            var request = EngineRequest.Get($"containers/{id}/json");
            using var answer = JsonDocument.Parse(await connection.AskAsync(request));
            var text = answer.RootElement.GetProperty("State").GetProperty("StartedAt").GetString()!;
            return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        }
        catch (EngineException error) when (error.Code == EngineCodes.ContainerUnknown)
        {
            return null;
        }
    }

    private static string Words(List<double> values)
    {
        var sorted = values.Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {At(sorted, 50):0.0} ms, p99 {At(sorted, 99):0.0} ms ({sorted[0]:0.0}–{sorted[^1]:0.0})");
    }

    private static double At(List<double> sorted, int percent) => sorted[Math.Min(
        sorted.Count - 1, sorted.Count * percent / 100)];
}
