using System.Text;
using Heliostat.Node.Engines.Containers;
using Heliostat.Node.Engines.Orders;
using Heliostat.Protocol.Values;

namespace Heliostat.Containers.Tests.Support;

/// <summary>Orders, and what becomes of them.</summary>
internal static class Some
{
    /// <summary>The node that all containers of these tests belong to.</summary>
    public static readonly NodeId Node = new(Guid.Parse("6f1d2c1e-0000-4000-8000-000000000001"));

    private const long MemoryBytes = 64L << 20;

    private static int _runs;

    public static RunId Run() => new(new JobId(Guid.NewGuid()), Interlocked.Increment(ref _runs), 1);

    /// <summary>A small order that runs a script.</summary>
    public static ContainerOrder Script(string script)
    {
        var run = Run();
        return new ContainerOrder
        {
            Image = SmallImage.Name,
            Labels = new ContainerLabels(Node, run.Job, run),
            Command = ["sh", "-c", script],
            Environment = new Dictionary<string, string> { ["PATH"] = "/bin" },
            CpuMillis = 2000,
            MemoryBytes = MemoryBytes,
            ProcessesMax = 32,
            TemporaryBytes = 8L << 20,
            LogBytesMax = 256 << 10,
        };
    }

    /// <summary>Runs an order to its end; answers how it ended and what it wrote, and removes it.</summary>
    public static async Task<(ContainerEnd End, string Output)> RunAsync(
        PrivateEngine engine, ContainerOrder order, int secondsMax = 120)
    {
        var id = await engine.Client.Containers.CreateAsync(order);
        try
        {
            await engine.Client.Containers.StartAsync(id);
            var end = await new ContainerWatch(engine.Client.Containers, id).EndAsync(TimeSpan.FromSeconds(secondsMax));
            return (end, await OutputAsync(engine, id));
        }
        finally
        {
            _ = await engine.Client.Containers.RemoveAsync(id);
        }
    }

    /// <summary>Everything that a log gives.</summary>
    public static async Task<string> TextAsync(LogReader log)
    {
        var text = new StringBuilder();
        while (await log.ReadAsync() is { } piece)
        {
            _ = text.Append(Encoding.UTF8.GetString(piece.Bytes.Span));
        }

        return text.ToString();
    }

    private static async Task<string> OutputAsync(PrivateEngine engine, string id)
    {
        await using var log = engine.Client.Containers.ReadLog(id, follow: false, 1 << 20);
        return await TextAsync(log);
    }
}
