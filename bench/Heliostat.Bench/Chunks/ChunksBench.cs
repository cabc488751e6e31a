using System.Globalization;
using Heliostat.Bench.Overhead;
using Heliostat.Protocol.Api;

namespace Heliostat.Bench.Chunks;

/// <summary>
/// A job on two nodes of which one has a quarter of the other's CPU, against the shortest time in which two such nodes
/// could have done it: that in which both, at their own pace, end together.
/// </summary>
internal static class ChunksBench
{
    private const double FastCores = 1;
    private const double SlowCores = FastCores / 4;

    public static async Task RunAsync(BenchArguments arguments, BenchFolder folder)
    {
        var rounds = arguments.Count("rounds", 3);
        var frames = arguments.Count("frames", 60);
        var samples = arguments.Count("samples", 6);
        var scene = Path.Combine(
            Environment.GetEnvironmentVariable("HELIOSTAT_ROOT")!, "examples", "render-a-scene", "scene.blend");

        using var fastQuota = new CpuQuota("heliostat-bench-fast", FastCores);
        using var slowQuota = new CpuQuota("heliostat-bench-slow", SlowCores);
        await using var manager = await BenchManager.StartAsync(folder);
        var fast = await BenchNode.RegisterAsync(manager, folder, "worker", "fast", fastQuota);
        var slow = await BenchNode.RegisterAsync(manager, folder, "worker", "slow", slowQuota);
        var verifier = await BenchNode.RegisterAsync(manager, folder, "verifier", "first-verifier");
        var another = await BenchNode.RegisterAsync(manager, folder, "verifier", "second-verifier");
        await using var fastProcess = await fast.StartAndWaitAsync(manager);
        await using var slowProcess = await slow.StartAndWaitAsync(manager);
        var render = new NetworkRender(manager, folder);

        var (took, ideal, more) = (new Spread("s"), new Spread("s"), new Spread("%"));
        var (fastFrame, slowFrame, ofSlow) = (new Spread("s"), new Spread("s"), new Spread("frames"));
        for (var round = 0; round < rounds; round++)
        {
            var done = await render.RunAsync(scene, samples, frames, [verifier, another]);
            var units = await manager.Consumer.Jobs.AllUnitsAsync(done.Job).ToListAsync();
            var (quick, patient) = (SecondsOf(units, fast.Id), SecondsOf(units, slow.Id));
            var shortest = frames / ((1 / quick) + (1 / patient));
            took.Add(done.Reported.TotalSeconds);
            ideal.Add(shortest);
            more.Add(100 * ((done.Reported.TotalSeconds / shortest) - 1));
            fastFrame.Add(quick);
            slowFrame.Add(patient);
            ofSlow.Add(units.Count(unit => unit.NodeUuid == slow.Id));
        }

        var cores = string.Create(CultureInfo.InvariantCulture, $"{FastCores} and {SlowCores} cores");
        Console.WriteLine($"{frames} frames, {samples} samples, two nodes with {cores}, chunks chosen by the manager:");
        Console.WriteLine($"a frame on the fast node:                 {fastFrame}");
        Console.WriteLine($"a frame on the slow node:                 {slowFrame}");
        Console.WriteLine($"frames that the slow node did:            {ofSlow}");
        Console.WriteLine($"ideal time, from these:                   {ideal}");
        Console.WriteLine($"submission to last report:                {took}");
        Console.WriteLine($"more than ideal, round by round:          {more}");
    }

    private static double SecondsOf(IReadOnlyList<UnitResource> units, Guid node) => units
        .Where(unit => unit.NodeUuid == node).Average(unit => unit.ExecutionMs) / 1_000.0;
}
